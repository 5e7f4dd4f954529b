//! `forefend fit`: what it prints on the example file, against statsmodels, and every mistake it refuses.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::text;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs `forefend fit` with a line of a shell in the workspace's folder.
fn shell(line: &str) -> Output {
    let line = line.replacen("forefend", &format!("'{}'", env!("CARGO_BIN_EXE_forefend")), 1);
    Command::new("sh").args(["-c", &line]).current_dir(root()).output().unwrap()
}

/// Runs a fit on text as a file; `{}` in the arguments is the file.
pub fn fit(data: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data.csv");
    std::fs::write(&file, data).unwrap();
    let file = file.to_str().unwrap().to_owned();
    let arguments: Vec<String> = arguments.iter().map(|argument| argument.replace("{}", &file)).collect();
    Command::new(env!("CARGO_BIN_EXE_forefend")).arg("fit").args(arguments).output().unwrap()
}

pub fn json(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Checks the one error: its code, and what it says.
pub fn refused(data: &str, arguments: &[&str], code: i32, wanted: &[&str]) {
    let output = fit(data, &[arguments, &["--data", "{}"]].concat());
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{error}");
    assert!(output.stdout.is_empty() && !error.contains("panicked"), "{error}");
    assert_eq!(error.lines().filter(|line| line.starts_with("error:")).count(), 1, "{error}");
    for part in wanted {
        assert!(error.contains(part), "{error:?} does not say {part:?}");
    }
}

#[test]
fn the_page_shows_what_is_printed() {
    let page = std::fs::read_to_string(root().join("docs/fit.md")).unwrap();
    let start = page.find("\nforefend fit ").unwrap() + 1;
    let (command, rest) = page[start..].split_once("```").unwrap();
    let shown = rest.split_once("```text\n").unwrap().1.split_once("```").unwrap().0;
    let output = shell(command);
    assert_eq!(text(&output.stdout), shown, "{}", text(&output.stderr));
}

/// statsmodels 0.15.0: NegativeBinomial with cov_type "cluster", OLS; lags, neighbours and dummies made by pandas.
#[test]
fn numbers_are_those_of_statsmodels() {
    let near = |found: &Value, expected: f64| {
        let found = found.as_f64().unwrap();
        assert!((found - expected).abs() <= 1e-5 * expected.abs(), "{found} instead of {expected}");
    };
    let found = json(&shell(
        "forefend fit 'incidents ~ log(population) + log1p(lag(incidents)) + patrols + unemployment + factor(region)' \
         --family nb2 --data docs/examples/districts.csv --unit district --time year --cluster district --json",
    ));
    let expected = [
        ("(Intercept)", -7.786588523767785, 1.4014288777386106),
        ("log(population)", 0.9415821580146789, 0.1326281079808686),
        ("log1p(lag(incidents))", 0.29141433938142314, 0.06315642306661501),
        ("patrols", -0.043619386270163096, 0.013660196779589798),
        ("unemployment", 0.006606995058551337, 0.02660517025122704),
        ("factor(region)[coast]", -0.7068214834458112, 0.15163825273481532),
        ("factor(region)[hills]", -0.46228263485855314, 0.11536580606624228),
    ];
    for (term, (name, estimate, error)) in found["terms"].as_array().unwrap().iter().zip(expected) {
        assert_eq!(term["name"], name);
        near(&term["estimate"], estimate);
        near(&term["standard_error"], error);
    }
    near(&found["auxiliary"][0]["estimate"], 1.3253821506762564);
    near(&found["log_likelihood"], -1103.1584157029524);
    let facts =
        ["n", "dropped", "clusters", "clustered_by", "covariance", "family"].map(|key| found[key].clone());
    assert_eq!(
        facts,
        [322.into(), 38.into(), 30.into(), "district".into(), "clustered".into(), "nb2".into()] as [Value; 6]
    );

    let found = json(&shell(
        "forefend fit 'log1p(incidents) ~ log1p(neighbours(lag(incidents), borders)) + factor(region)' --family linear \
         --data docs/examples/districts.csv --unit district --time year --network docs/examples/borders.csv \
         --where 'year >= 2013' --json",
    ));
    let coast = &found["terms"][2];
    for (key, expected) in [
        ("estimate", -0.6696334428694481),
        ("standard_error", 0.1535956242211585),
        ("p", 1.7991763743353843e-5),
        ("low", -0.9719112790414659),
        ("high", -0.36735560669743045),
    ] {
        near(&coast[key], expected);
    }
    near(&found["terms"][1]["estimate"], 0.0028033133679404992);
    assert_eq!((&found["n"], &found["test"]), (&300.into(), &"t".into()));
    let ratio = -0.6696334428694481 / 0.1535956242211585;
    near(&coast["statistic"], ratio);
    assert!(coast.get("z").is_none(), "the statistic of a t test is no z");
}

pub const SMALL: &str = "who,when,y,x,kind,status\n\
    a,1,1,0.5,red,low\na,2,0,0.7,blue,high\na,4,1,NA,red,mid\n\
    b,1,0,0.1,blue,low\nb,2,1,0.9,red,high\nb,3,0,,blue,mid\n\
    c,1,1,0.4,red,low\nc,2,0,0.2,red,mid\nc,3,1,0.8,blue,high\n\
    d,1,0,0.6,red,mid\nd,2,1,0.3,blue,low\nd,3,0,0.45,red,high\n";

#[test]
fn holes_missing_values_and_rows_left_out_are_counted() {
    let found = json(&fit(SMALL, &["y ~ x", "--family", "linear", "--data", "{}", "--json"]));
    assert_eq!((&found["n"], &found["dropped"]), (&10.into(), &2.into()));
    // Row a,4 has no year before it: the hole at time 3 is no value.
    let lagged =
        ["y ~ lag(x)", "--family", "linear", "--unit", "who", "--time", "when", "--data", "{}", "--json"];
    let found = json(&fit(SMALL, &lagged));
    assert_eq!((&found["n"], &found["dropped"]), (&7.into(), &5.into()));
    let some = ["y ~ x", "--family", "linear", "--where", "x > 0.3", "--data", "{}", "--json"];
    assert_eq!(json(&fit(SMALL, &some))["n"], 7);
}

#[test]
fn text_columns_keep_their_names() {
    let arguments = ["status ~ x", "--family", "multinomial", "--penalty", "1", "--data", "{}", "--json"];
    let classes = |found: &Value| {
        let terms = found["terms"].as_array().unwrap().clone();
        terms.iter().map(|term| term["class"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(classes(&json(&fit(SMALL, &arguments))), ["low", "low", "mid", "mid"]);
    let chosen = [&arguments[..], &["--classes", "mid,low,high"]].concat();
    assert_eq!(classes(&json(&fit(SMALL, &chosen))), ["low", "low", "high", "high"]);
    let groups = ["x ~ 1", "--family", "student-t", "--nu", "5", "--group", "kind", "--data", "{}", "--json"];
    let found = json(&fit(SMALL, &groups));
    let names: Vec<&Value> =
        found["groups"].as_array().unwrap().iter().map(|group| &group["group"]).collect();
    assert_eq!(names, ["blue", "red"]);
}

/// A label may itself be the code of another level.
#[test]
fn labels_that_look_like_codes_are_not_read_again() {
    let data = "y,x,g,h\n1,0.5,1,1\n2,0.1,2,1\n4,0.7,a,0\n3,0.2,1,0\n5,0.9,2,z\n1,0.3,a,z\n2,0.8,a,1\n6,0.4,2,0\n\
                3,0.6,1,z\n4,0.15,a,z\n";
    let fitted = |formula| json(&fit(data, &[formula, "--family", "linear", "--data", "{}", "--json"]));
    let names = |found: &Value| -> Vec<String> {
        let terms = found["terms"].as_array().unwrap().iter();
        terms.map(|term| term["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&fitted("y ~ factor(g)")), ["(Intercept)", "factor(g)[2]", "factor(g)[a]"]);
    assert_eq!(
        names(&fitted("y ~ x:factor(g) + factor(h)"))[1..],
        ["factor(h)[1]", "factor(h)[z]", "x:factor(g)[1]", "x:factor(g)[2]", "x:factor(g)[a]"]
    );
}

#[test]
fn clusters_are_those_of_the_rows_fitted() {
    let losses = [1.1, 1.3, 1.5, 1.8, 2.1, 2.6, 3.2, 4.0, 5.5, 10.0];
    let row = |at: usize| format!("{},{}\n", at / 5, if at < 10 { 0.5 } else { losses[at * 7 % 10] });
    let data = format!("who,loss\n{}", (0..40).map(row).collect::<String>());
    let arguments = ["loss ~ 1", "--family", "gpd", "--threshold", "1", "--data", "{}", "--json"];
    let found = json(&fit(&data, &[&arguments[..], &["--cluster", "who"]].concat()));
    // Units 0 and 1 of 8 lie below the threshold.
    assert_eq!((&found["n"], &found["clusters"]), (&30.into(), &6.into()));
    let unit = ["--unit", "who", "--covariance", "clustered"];
    let same = json(&fit(&data, &[&arguments[..], &unit[..]].concat()));
    assert_eq!(same["terms"], found["terms"]);
}

/// A pair of states is named by two columns; the same numbers come from one column that joins them.
#[test]
fn several_columns_name_a_unit_together() {
    let row = |at: usize| {
        let (a, b, year) = (at / 12, at / 4 % 3, at % 4);
        format!("{a},{b},{a}-{b},{year},{},{}\n", (at * 7 % 11) as f64 / 10.0, (at * 5 % 13) as f64 / 10.0)
    };
    let data = format!("a,b,pair,year,x,y\n{}", (0..48).map(row).collect::<String>());
    let fitted = |unit: &str| {
        let named = ["--unit", unit, "--time", "year", "--cluster", unit, "--data", "{}", "--json"];
        json(&fit(&data, &[&["y ~ lag(x)", "--family", "linear"], &named[..]].concat()))
    };
    let (together, joined) = (fitted("a, b"), fitted("pair"));
    assert_eq!((&together["n"], &together["clusters"]), (&36.into(), &12.into()));
    assert_eq!(together["terms"], joined["terms"]);
    refused(
        &data,
        &["y ~ x", "--family", "linear", "--cluster", "a,bb"],
        4,
        &["--cluster", "no column `bb`", "`b`"],
    );
}

#[test]
fn a_packed_file_is_read_as_if_it_were_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data.csv.gz");
    let mut packed =
        flate2::write::GzEncoder::new(std::fs::File::create(&file).unwrap(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, SMALL.as_bytes()).unwrap();
    packed.finish().unwrap();
    let arguments = ["fit", "y ~ x", "--family", "linear", "--json", "--data", file.to_str().unwrap()];
    let found = json(&Command::new(env!("CARGO_BIN_EXE_forefend")).args(arguments).output().unwrap());
    let plain = json(&fit(SMALL, &["y ~ x", "--family", "linear", "--json", "--data", "{}"]));
    assert_eq!(found["terms"], plain["terms"]);
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_forefend")).args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(text(&output.stderr).contains("cannot be unpacked"), "{}", text(&output.stderr));
}

#[test]
fn names_with_blanks_stand_between_backquotes() {
    let data = SMALL.replacen("who,when,y,x", "who,the year,y,x (%)", 1);
    assert_ne!(data, SMALL);
    let arguments =
        ["y ~ `x (%)`", "--where", "`the year` > 1", "--family", "linear", "--json", "--data", "{}"];
    let found = json(&fit(&data, &arguments));
    let plain = ["y ~ x", "--where", "when > 1", "--family", "linear", "--json", "--data", "{}"];
    assert_eq!(found["terms"][1]["estimate"], json(&fit(SMALL, &plain))["terms"][1]["estimate"]);
    refused(&data, &["y ~ `x (%)", "--family", "linear"], 2, &["column 5", "`"]);
}

#[test]
fn the_json_goes_to_a_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("fit.json");
    let path = out.to_str().unwrap();
    let output = fit(SMALL, &["y ~ x", "--family", "linear", "--data", "{}", "--quiet", "--out", path]);
    assert!(output.stdout.is_empty(), "{}", text(&output.stderr));
    let written: Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    assert_eq!(written["terms"][1]["name"], "x");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half-written stays");
}

#[test]
fn mistakes_in_the_command_line() {
    let linear = ["--family", "linear"];
    let cases: [(&[&str], &[&str]); 10] = [
        (&["y ~ x +", "--family", "linear"], &["formula, column 8", "docs/formula.md"]),
        (&["y ~ x", "--family", "lineal"], &["unknown family `lineal`", "did you mean `linear`?"]),
        (&["y ~ lag(x)", "--family", "linear"], &["`x` at an earlier time", "--unit and --time"]),
        (&["y ~ lag(x)", "--family", "linear", "--unit", "who"], &["--unit and --time"]),
        (&["y ~ x", "--family", "linear", "--time", "when"], &["--time needs --unit"]),
        (
            &["y ~ x", "--family", "linear", "--unit", "who"],
            &["--unit alone", "--time", "--covariance clustered"],
        ),
        (
            &["y ~ neighbours(x, n)", "--family", "linear", "--unit", "who"],
            &["`n` needs a network", "--network"],
        ),
        (&["y ~ x", "--family", "linear", "--covariance", "clustered"], &["needs --cluster COL"]),
        (&["y ~ x", "--family", "gpd"], &["--family gpd needs --threshold"]),
        (&["y ~ x", "--family", "linear", "--nu", "4"], &["nu belongs to family student-t"]),
    ];
    for (arguments, wanted) in cases {
        refused(SMALL, arguments, 2, wanted);
    }
    refused(SMALL, &[&["y ~ x", "--where", "x >"], &linear[..]].concat(), 2, &["--where, column 4"]);
}

#[test]
fn mistakes_in_the_data() {
    let linear = ["--family", "linear"];
    let with = |formula: &'static str| [&[formula], &linear[..]].concat();
    refused(SMALL, &with("y ~ z"), 4, &["data.csv: no column `z`", "columns: "]);
    refused(SMALL, &with("y ~ statsu"), 4, &["no column `statsu`; did you mean `status`?"]);
    refused(SMALL, &with("y ~ kind"), 4, &["data.csv:2: `kind` holds text (`red`)", "factor(kind)"]);
    let broken = SMALL.replace("c,2,0,0.2", "c,2,0,o.2");
    refused(&broken, &with("y ~ x"), 4, &["data.csv:9: column", "`x`: `o.2` is not a number"]);
    refused(
        SMALL,
        &with("y ~ log(x - 0.25)"),
        4,
        &["data.csv:5: `log(x - 0.25)` is not defined", "in 2 row(s)"],
    );
    refused(
        SMALL,
        &[&with("y ~ x")[..], &["--where", "x > 5"]].concat(),
        4,
        &["\"x > 5\" leaves none of the 12 rows"],
    );
    let empty = SMALL
        .replace("who,when,y,x", "who,when,y,x,none")
        .replace(",red,", ",,red,")
        .replace(",blue,", ",,blue,");
    refused(&empty, &with("y ~ x + none"), 4, &["`none` is empty in every row"]);
    refused(
        SMALL,
        &["status ~ x", "--family", "logit"],
        4,
        &["3 classes (high, low, mid)", "--family multinomial"],
    );
    let constant = "y,x\n5,1\n5,2\n5,4\n5,3\n";
    refused(constant, &with("y ~ x"), 4, &["explain the response fully"]);
    let huge = "y,x\n1,1e200\n2,3e200\n4,2e200\n3,9e200\n";
    refused(huge, &with("y ~ x"), 4, &["`x` has values up to 9e200", "units"]);
    let twice = SMALL.replace("a,4,", "a,2,");
    let panel = [&with("y ~ lag(x)")[..], &["--unit", "who", "--time", "when"]].concat();
    refused(&twice, &panel, 4, &["data.csv:3 and ", "data.csv:4 are both unit a at time 2"]);
    let broken = SMALL.replace("a,4,", "a,1.5,");
    refused(&broken, &panel, 4, &["data.csv:4: `when`", "is 1.5; write a whole number"]);
    refused(SMALL, &["y + 1 ~ x", "--family", "logit"], 4, &["data.csv:2: ", "must be 0 or 1, found 2"]);
    refused(SMALL, &["y - 0.5 ~ x", "--family", "poisson"], 4, &["data.csv:3: ", "at least 0; found -0.5"]);
    refused(SMALL, &with("y ~ log(x - 0.1)"), 4, &["data.csv:5: ", "is not finite", "--where"]);
    // Lines are those that an editor shows, empty ones and line ends of Windows counted.
    let spread = SMALL.replace('\n', "\r\n").replace("b,1,", "\r\nb,1,");
    refused(&spread, &with("y ~ log(x - 0.1)"), 4, &["data.csv:6: ", "is not finite"]);
    refused(SMALL, &["status ~ x", "--family", "nb2"], 4, &["`status` holds text", "multinomial"]);
    for option in ["--unit", "--cluster"] {
        let named = [&with("y ~ x")[..], &[option, "whoo"]].concat();
        refused(SMALL, &named, 4, &[&format!("{option}: "), "no column `whoo`; did you mean `who`?"]);
    }
}

#[test]
fn fits_that_fail_name_the_column() {
    let linear = ["--family", "linear"];
    let both = [&["y ~ x + I(2 * x - 1)"], &linear[..]].concat();
    refused(SMALL, &both, 1, &["`I(2 * x - 1)` is a linear combination"]);
    let separated =
        SMALL.replace(",red,", ",1,").replace(",blue,", ",0,").replace("b,2,1,0.9,1", "b,2,1,0.9,0");
    let by_x = ["x > 0.5 ~ x", "--family", "logit"];
    refused(&separated, &by_x, 1, &["`x` separates the classes perfectly", "--family firth"]);
    let firth = fit(SMALL, &["x > 0.5 ~ x", "--family", "firth", "--data", "{}", "--json"]);
    assert!(json(&firth)["terms"][1]["estimate"].as_f64().unwrap() > 0.0);
}

#[test]
fn files_that_cannot_be_read() {
    let output = Command::new(env!("CARGO_BIN_EXE_forefend"))
        .args(["fit", "y ~ x", "--family", "linear", "--data", "no/such.csv"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(5));
    assert!(text(&output.stderr).contains("no/such.csv"));
    refused("PAR1 but no more", &["y ~ x", "--family", "linear"], 4, &["data.csv"]);
    for (data, wanted) in [
        ("y,x\n1,2\n3\n", &["data.csv:3: 1 cell(s), but the header has 2"][..]),
        (
            "y,x\n1,2\n3,\"4\n5,6\n7,8\n",
            &["data.csv:3: a quotation mark opens in this row", "does not close"],
        ),
        ("y;x\n1;2\n3;4\n", &["data.csv:1: columns are separated by semicolons"]),
        ("# figures\ny,x\n1,2\n", &["data.csv:1: begins with a comment"]),
        ("y,x,x\n1,2,3\n", &["data.csv:1: columns 2 and 3 are both named `x`"]),
        ("", &["is empty"]),
    ] {
        refused(data, &["y ~ x", "--family", "linear"], 4, wanted);
        let error = text(&fit(data, &["y ~ x", "--family", "linear", "--data", "{}"]).stderr);
        assert!(!error.contains("data build"), "{error}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("latin.csv");
    std::fs::write(&file, b"y,x\n1,2\n3,\xe9\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_forefend"))
        .args(["fit", "y ~ x", "--family", "linear", "--data", file.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(text(&output.stderr).contains("latin.csv:3: is not UTF-8 text"), "{}", text(&output.stderr));
}
