//! Reports built from a brief: the same numbers in every format, and files that describe themselves.
// The shared mock lies outside test functions, where clippy's allowance for tests does not reach.
#![allow(clippy::unwrap_used)]

mod mock;

use std::collections::BTreeSet;

use forefend_report::*;

fn all() -> [Template; 4] {
    [Template::Commission, Template::Brief, Template::Country("som".to_owned()), Template::Interim]
}

/// An earlier run of the same questions, in which one chance was another.
fn earlier() -> Brief {
    let mut brief = mock::brief();
    brief.run.id = "20250101-000000".to_owned();
    brief.threats[0].chances[0].by[0].1.value = 0.5;
    brief
}

#[test]
fn every_template_prints_the_same_numbers_in_html_markdown_and_json() {
    let (brief, before) = (mock::brief(), earlier());
    for template in all() {
        let document = document(&brief, &template, Some(&before)).unwrap();
        let (html, text) = (render_document(&document).unwrap(), markdown(&document).unwrap());
        assert!(!html.contains("<script") && !html.contains(" src=") && html.contains("@page"));
        assert_eq!(run_of(&html), Some("20260131-7c1e04"));
        for part in &document.parts {
            assert!(
                text.contains(&format!("## {}\n", part.title))
                    && html.contains(&format!("id=\"{}\"", part.id))
            );
        }
        // To the bit: what the JSON holds, the page carries and the sidecar lists is the number of the brief.
        let read: Document = serde_json::from_str(&serde_json::to_string(&document).unwrap()).unwrap();
        let (numbers, csv) = (quantities(&document), provenance_csv(&document));
        assert_eq!(format!("{:?}", quantities(&read)), format!("{numbers:?}"));
        assert!(template == Template::Interim || numbers.len() > 8, "{}: {}", template.id(), numbers.len());
        for number in &numbers {
            assert!(csv.contains(&format!("\n{},", number.value)), "{}: {number:?}", template.id());
        }
    }
}

#[test]
fn a_key_judgement_has_event_horizon_chance_word_interval_confidence_and_change() {
    let (brief, before) = (mock::brief(), earlier());
    let told = key_judgements(&brief, Some(&before));
    assert!(!told.is_empty() && told.len() <= MOST_JUDGEMENTS, "{}", told.len());
    let text = markdown(&document(&brief, &Template::Interim, Some(&before)).unwrap()).unwrap();
    for said in [
        "It was 50%: +10 percentage points.",
        "by 2030: likely (60% [57",
        "Confidence is low.",
        "## What moved",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn recommendations_say_what_the_appraisal_says_and_no_more() {
    let text = markdown(&document(&mock::brief(), &Template::Commission, None).unwrap()).unwrap();
    let part = text.split("## Recommendations").nth(1).unwrap().split("\n## ").next().unwrap();
    for said in [
        "MOCK: do what prevention says (partly adopted).",
        "- Appraised as: Prevention first\n",
        "- Expected effect: not appraised in this run\n",
        "- Ranked below today’s policy by: no commissioner judges it\n",
        "- Trigger: More than forty states in conflict\n",
    ] {
        assert!(part.contains(said), "{said}: {part}");
    }
    let options = text.split("## Options").nth(1).unwrap().split("\n## ").next().unwrap();
    insta::assert_snapshot!("options", options);
}

#[test]
fn an_unknown_country_is_told_with_the_nearest() {
    let error = document(&mock::brief(), &Template::Country("SOX".to_owned()), None).unwrap_err().to_string();
    assert!(error.contains("no country `SOX`") && error.contains("did you mean SOM (Somalia)?"), "{error}");
    assert!(!error.contains("appraisal") && !error.contains("brief"), "words of ours: {error}");
}

#[test]
fn a_country_has_outlook_drivers_exposure_history_and_record() {
    let text =
        markdown(&document(&mock::brief(), &Template::Country("som".to_owned()), None).unwrap()).unwrap();
    let part = |title: &str| {
        let start = text
            .split(&format!("\n## {title}\n"))
            .nth(1)
            .unwrap_or_else(|| panic!("no part {title}: {text}"));
        start.split("\n## ").next().unwrap().to_owned()
    };
    assert!(part("Outlook").contains("**Chances by year**"));
    assert!(
        part("Drivers").contains("| Refugees | 12.5 (2021) | 10 (2011) | 3= of 9 |"),
        "{}",
        part("Drivers")
    );
    let exposure = part("Exposure");
    assert!(exposure.contains("| Ethiopia |") && exposure.contains("2 of 9 partners"), "{exposure}");
    assert!(part("History").contains("| 1990–2010 | peace |"));
    assert!(part("What was said before, and what came").contains("on 2 of the lists"), "{text}");
    // A run that kept nothing of it says so.
    let mut older = mock::brief();
    older.outlook.countries.iter_mut().for_each(|country| country.background = None);
    let text = markdown(&document(&older, &Template::Country("som".to_owned()), None).unwrap()).unwrap();
    assert!(text.contains("kept nothing of its drivers") && !text.contains("## Exposure"), "{text}");
}

#[test]
fn deaths_of_the_world_stand_on_one_scale_and_the_world_without_a_home_has_no_scores() {
    let mut brief = mock::brief();
    brief.home = None;
    let of = |brief: &Brief| document(brief, &Template::Commission, None).unwrap();
    let (html, text) = (render_document(&of(&brief)).unwrap(), markdown(&of(&brief)).unwrap());
    assert!(html.contains(">A</text>") && html.contains("A Armed conflict; B Pandemic."), "{html}");
    assert!(text.contains("**Likelihood and deaths in one year, world**"), "{text}");
    // Each point is the number of its threat's own curve.
    let numbers = quantities(&of(&brief));
    let found = numbers.iter().filter(|q| q.trace == "reference/threat/pandemic/exceedance/1000000").count();
    assert_eq!(found, 2, "once in its own figure, once among all");
    assert!(text.contains(Tolls::UNSCORED));
    let home = mock::brief();
    assert!(home.home.is_some() && !markdown(&of(&home)).unwrap().contains(Tolls::UNSCORED));
    // One threat alone is its own curve and nothing else.
    brief
        .threats
        .iter_mut()
        .filter(|threat| threat.id == "pandemic")
        .for_each(|threat| threat.exceedance = None);
    assert!(!markdown(&of(&brief)).unwrap().contains("Likelihood and deaths in one year"));
}

#[test]
fn an_outbreak_is_followed_in_the_report_and_marked_on_the_page_of_a_country() {
    let brief = mock::brief();
    let of = |template: Template| markdown(&document(&brief, &template, None).unwrap()).unwrap();
    let commission = of(Template::Commission);
    let told = "An influenza as that of 2009 that begins in Mexico comes first to United States, Guatemala, Uganda, Somalia, and to half of \
                all places within 75 [70–80] days.";
    assert!(commission.contains(told) && commission.contains("An example and no forecast"), "{commission}");
    let country = Template::Country("som".to_owned());
    let text = of(country.clone());
    assert!(
        text.contains(
            "has its first case in Somalia after 88 [83–93] days; 3 of 3 other places are reached sooner."
        ),
        "{text}"
    );
    let numbers = quantities(&document(&brief, &country, None).unwrap());
    assert!(
        numbers.iter().any(|q| q.trace == "reference/threat/pandemic/arrival/SOM/days" && q.value == 88.0)
    );
    let outbreak = brief.threats.iter().find_map(|threat| threat.outbreak.as_ref()).unwrap();
    let picture = figure::arrival::arrival("a", &outbreak.marked("SOM"));
    assert!(
        picture.contains(">SOM</text>")
            && !figure::arrival::arrival("a", &outbreak.chart).contains("r=\"5.5\"")
    );
    assert!(picture.contains("r=\"5.5\""), "{picture}");
    assert!(outbreak.on("MEX", "Mexico").unwrap().text().unwrap().ends_with("it begins here."));
    assert!(outbreak.on("XXX", "Nowhere").is_none());
}

#[test]
fn names_of_today_stand_where_earlier_lists_had_them() {
    let mut brief = mock::brief();
    brief.outlook.lists[0].title = "New conflict".to_owned();
    let names: Vec<String> = brief.outlook.lists[0].rows.iter().map(|row| row.iso3.clone()).collect();
    let first = names[0].as_str();
    // In 2005 the first of today stood on no list, in 2010 alone at the head.
    for country in brief.outlook.countries.iter_mut().filter(|country| country.iso3 == first) {
        let lists = country.background.as_mut().unwrap().lists.as_mut().unwrap();
        lists.retain(|mention| mention.origin == 2010);
        lists[0].chance.value = 0.9;
    }
    let of = |brief: &Brief| document(brief, &Template::Commission, None).unwrap();
    let chart = |document: &Document| {
        let blocks = document.parts.iter().flat_map(|part| part.blocks.clone());
        blocks.into_iter().find_map(|block| match block {
            Block::Chart(chart) if chart.title().contains("earlier lists") => Some(chart),
            _ => None,
        })
    };
    let found = chart(&of(&brief)).unwrap();
    let Chart::Ranks(ranks) = found.as_ref() else { panic!("{found:?}") };
    let line = ranks.lines.iter().find(|line| line.iso3 == first).unwrap();
    let places: Vec<(i32, usize, bool)> =
        line.places.iter().map(|place| (place.year, place.place, place.shared)).collect();
    let now = brief.run.first_year - 1;
    assert_eq!(places, [(2005, ranks.top + 1, false), (2010, 1, false), (now, 1, false)], "{ranks:?}");
    // The others were given the same: a rank between them says nothing.
    let other = ranks.lines.iter().find(|line| line.iso3 != first).unwrap();
    assert!(other.places[0].shared && other.places[1].shared);
    let text = markdown(&of(&brief)).unwrap();
    assert!(text.contains("| lower | 1 (90%) |") && !text.contains("NaN"), "{text}");
    assert!(text.contains("| On past lists |"));
    // Without a record there is nothing to look back to, and no column stands empty.
    brief.outlook.lists.iter_mut().flat_map(|list| &mut list.rows).for_each(|row| row.named = None);
    assert!(!markdown(&of(&brief)).unwrap().contains("On past lists"));
    brief.outlook.countries.iter_mut().for_each(|country| country.background.as_mut().unwrap().lists = None);
    assert!(chart(&of(&brief)).is_none());
}

#[test]
fn a_scale_that_a_stranger_does_not_know_is_explained_beside_the_table() {
    let mut brief = mock::brief();
    for country in &mut brief.outlook.countries {
        let Some(background) = &mut country.background else { continue };
        background
            .drivers
            .iter_mut()
            .for_each(|figure| figure.unit = Unit::Other("log points a year".into()));
    }
    let document = document(&brief, &Template::Country("som".to_owned()), None).unwrap();
    let text = markdown(&document).unwrap();
    assert!(text.contains("| GDP per head (log points a year) | 3,200 (2021) |"), "{text}");
    assert_eq!(text.matches("Log points: Growth on the logarithmic scale").count(), 1, "{text}");
    assert!(!text.contains("Log odds"), "{text}");
}

#[test]
fn a_home_stands_in_the_report_and_no_other_country_has_it() {
    let brief = mock::brief();
    let of = |template: Template| markdown(&document(&brief, &template, None).unwrap()).unwrap();
    let home = brief.home.clone().unwrap();
    let heading = format!("## What it means for {}\n", home.name);
    let commission = of(Template::Commission);
    assert!(commission.contains(&heading) && commission.contains("national risk register"), "{commission}");
    assert!(of(Template::Brief).contains(&heading) && of(Template::Country(home.iso3)).contains(&heading));
    assert!(!of(Template::Country("ETH".to_owned())).contains(&heading));
}

/// Each figure of a document has a picture with a text for who does not see it, and its numbers behind it.
#[test]
fn every_figure_has_a_text_and_its_numbers() {
    let document = document(&mock::brief(), &Template::Commission, None).unwrap();
    let html = render_document(&document).unwrap();
    let charts: Vec<&Chart> = (document.parts.iter().flat_map(|part| &part.blocks))
        .filter_map(|block| if let Block::Chart(chart) = block { Some(chart.as_ref()) } else { None })
        .collect();
    assert!(charts.len() > 6, "{}", charts.len());
    let figures: Vec<&str> = html.split("<figure").skip(1).collect();
    assert!(figures.iter().all(|figure| figure.contains("role=\"img\"") && figure.contains("<desc")));
    assert!(
        figures.iter().all(|figure| figure.contains("<summary>Numbers</summary>")),
        "data one click away"
    );
    for chart in charts {
        let table = chart.table();
        assert!(!table.rows.is_empty(), "{}", chart.title());
        assert!(table.rows.iter().all(|row| row.len() == table.head.len()), "{}", chart.title());
    }
}

#[test]
fn every_number_on_the_page_says_its_table_variable_unit_and_year() {
    let document = document(&mock::brief(), &Template::Commission, None).unwrap();
    let html = render_document(&document).unwrap();
    let titles: Vec<&str> =
        html.split("<data ").skip(1).filter_map(|rest| rest.split("title=\"").nth(1)).collect();
    assert!(titles.len() > 30);
    assert!(titles.iter().all(|title| title.contains("run ") && title.contains("· table ")), "{titles:?}");
    assert!(
        html.contains(
            "table threat · variable armed_conflict/interstate-war · year 2030 · unit probability, %"
        )
    );
}

/// What RO-Crate 1.1 asks of a metadata file ("Root Data Entity", "Data Entities", "Contextual Entities").
#[test]
fn the_metadata_have_the_entities_that_ro_crate_requires() {
    let brief = mock::brief();
    let document = document(&brief, &Template::Brief, None).unwrap();
    let page = render_document(&document).unwrap();
    let file = CrateFile {
        name: "report.html",
        media: "text/html",
        description: "The report",
        bytes: page.as_bytes(),
    };
    let found = ro_crate(&document, &brief, &[file]);
    assert_eq!(found["@context"], "https://w3id.org/ro/crate/1.1/context");
    let graph = found["@graph"].as_array().unwrap();
    let of = |id: &str| {
        graph.iter().find(|entity| entity["@id"] == id).unwrap_or_else(|| panic!("no entity {id}"))
    };
    let descriptor = of("ro-crate-metadata.json");
    assert_eq!(descriptor["@type"], "CreativeWork");
    assert_eq!(descriptor["conformsTo"]["@id"], "https://w3id.org/ro/crate/1.1");
    let root = of(descriptor["about"]["@id"].as_str().unwrap());
    assert_eq!((&root["@id"], &root["@type"]), (&"./".into(), &"Dataset".into()));
    for key in ["name", "description", "datePublished"] {
        assert!(root[key].as_str().is_some_and(|text| !text.is_empty()), "{key}");
    }
    let date = root["datePublished"].as_str().unwrap();
    assert!(date.len() >= 10 && date.as_bytes()[4] == b'-', "ISO 8601 to the day: {date}");
    let licence = of(root["license"]["@id"].as_str().unwrap());
    assert!(licence["name"].is_string() && licence["description"].is_string());
    for part in root["hasPart"].as_array().unwrap() {
        let file = of(part["@id"].as_str().unwrap());
        assert_eq!(file["@type"], "File");
        assert_eq!(file["contentSize"], page.len().to_string());
        assert!(file["sha256"].as_str().unwrap().len() == 64 && file["encodingFormat"] == "text/html");
    }
    let ids: Vec<&str> = graph.iter().map(|entity| entity["@id"].as_str().unwrap()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "an @id is there once");
    assert!(graph.iter().all(|entity| entity["@type"].is_string()), "every entity has a type");
    // Whatever is referred to inside the crate is described in it.
    let text = found.to_string();
    for reference in
        text.split("{\"@id\":\"").skip(1).filter_map(|rest| rest.split_once("\"}")).map(|(id, _)| id)
    {
        assert!(
            reference.contains('"') || reference.starts_with("https://") || ids.contains(&reference),
            "{reference}"
        );
    }
    assert!(of("#run")["description"].as_str().unwrap().contains(&brief.run.command));
    assert_eq!(of("#forefend")["softwareVersion"], brief.run.code_version.as_str());
}
