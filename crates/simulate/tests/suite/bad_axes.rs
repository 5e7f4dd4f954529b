//! Mistakes in axes, in what stands on them and in their files: each told with its place.

use crate::axes::{AID, AXES, ELSEWHERE, files, planned};

/// What is written in `axes.toml`, what is written there instead, and words of the message.
const IN_AXES: [(&str, &str, &str); 9] = [
    ("units = \"axes/regions.csv\"", "units = \"axes/region.csv\"", "axes/region.csv: not found"),
    (
        "memberships = true",
        "memberships = true\npairs = {}",
        "exactly one of `units`, `product`, `pairs` and `memberships`",
    ),
    ("memberships = true", "units = \"axes/none.csv\"", "no unit is listed"),
    ("id = \"border\"", "id = \"../border\"", "letters, digits, - and _"),
    ("id = \"border\"", "id = \"draw\"", "`draw` already names"),
    ("id = \"border\"", "id = \"region\"", "`region` already names an axis or relation"),
    (
        "linked_by = \"borders\"",
        "linked_by = \"boarders\"",
        "unknown network `boarders`; did you mean `borders`?",
    ),
    ("\"15-64\"", "\"0-14\"", "`product.age` lists `0-14` twice; take one out"),
    ("axes/in_region.csv", "axes/in_region.dat", "ends in .csv and lies outside snapshot/"),
];

/// The same in the file that declares variables on the axes.
const IN_VARIABLES: [(&str, &str, &str); 3] = [
    (
        "axis = \"region\"\nkind = \"path\"",
        "axis = \"regoin\"\nkind = \"path\"",
        "unknown axis `regoin`; did you mean `region`?",
    ),
    (
        "total(people, in_region)",
        "people",
        "`people` has a value for each country, and here one for each region is needed",
    ),
    ("total(people, in_region)", "total(people, in_regions)", "did you mean `in_region`?"),
];

/// A file of values, and words of the message.
const IN_VALUES: [(&str, &str); 4] = [
    ("region,year,value\nE,1990,1\n", "axes/aid.csv:2: unknown unit `E`"),
    (
        "region,year,value\nN,1990,1\nN,1990,2\n",
        "axes/aid.csv:3: `N 1990` is declared twice (also at world/axes/aid.csv:2)",
    ),
    ("region,year,value\nN,199o,1\n", "axes/aid.csv:2: `199o` is not a year"),
    ("region,jahr,value\nN,1990,1\n", "axes/aid.csv:1: no column `year` (columns: region, jahr, value)"),
];

#[test]
fn mistakes_in_axes_are_told_with_their_place() {
    let check = |axes: &str, elsewhere: &str, aid: &str, words: &str| {
        let error =
            planned(&files(axes, elsewhere, aid)).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(words), "{error:?} does not say {words:?}");
    };
    for (own, wrong, words) in IN_AXES {
        assert!(AXES.contains(own), "the fixture has moved: {own}");
        check(&AXES.replace(own, wrong), ELSEWHERE, AID, words);
    }
    for (own, wrong, words) in IN_VARIABLES {
        assert!(ELSEWHERE.contains(own), "the fixture has moved: {own}");
        check(AXES, &ELSEWHERE.replace(own, wrong), AID, words);
    }
    for (aid, words) in IN_VALUES {
        check(AXES, ELSEWHERE, aid, words);
    }
}
