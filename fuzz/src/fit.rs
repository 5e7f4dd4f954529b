//! `forefend fit`: the first line is the formula, the rest the data; or, with `N` to `Z`, a file of links beside fixed
//! data. The first byte also chooses family and options.
use super::{file, folder};

/// Families with what each needs.
const FAMILIES: [&[&str]; 10] = [
    &["linear"],
    &["linear", "--unit", "c", "--time", "t", "--cluster", "c"],
    &["logit", "--unit", "c", "--time", "t"],
    &["firth"],
    &["multinomial", "--penalty", "1"],
    &["poisson", "--covariance", "robust"],
    &["ppml", "--cluster", "c"],
    &["nb2", "--where", "x > 0"],
    &["student-t", "--group", "c"],
    &["gpd", "--threshold", "0"],
];

/// Data for files of links.
const FIXED: &str =
    "c,t,x,y\na,1,1,2\nb,1,2,3\nc,1,4,1\na,2,2,2\nb,2,1,5\nc,2,7,3\na,3,1,1\nb,3,2,2\nc,3,3,4\n";

/// Reads one input.
pub fn read(data: &[u8]) {
    let Some((&which, content)) = data.split_first() else { return };
    if which >= b'N' {
        let (data, links) = (file("data.csv", FIXED.as_bytes()), file("near.csv", content));
        let words = ["y ~ x + neighbours(x, near)", "--family", "linear", "--unit", "c", "--time", "t"];
        let files = ["--data", data.to_str().unwrap_or(""), "--network", links.to_str().unwrap_or("")];
        let _ = forefend::fit_finds(&[&words[..], &files].concat());
        return;
    }
    let end = content.iter().position(|byte| *byte == b'\n').unwrap_or(content.len());
    let Ok(formula) = std::str::from_utf8(&content[..end]) else { return };
    // What begins with a dash is an option, not a formula.
    if formula.trim_start().starts_with('-') || content.len() <= end {
        return;
    }
    file("data.csv", &content[end + 1..]);
    let path = folder().join("data.csv");
    let family = FAMILIES[usize::from(which.wrapping_sub(b'A')) % FAMILIES.len()];
    let words = [&[formula, "--data", path.to_str().unwrap_or(""), "--family"], family].concat();
    let _ = forefend::fit_finds(&words);
}
