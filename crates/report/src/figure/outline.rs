//! The world outline: Natural Earth 1:110m as TopoJSON, decoded here.
//!
//! Format: TopoJSON specification, section 2.1. Arcs are delta-encoded integers under one transform; a geometry is a
//! list of rings, a ring a list of arc numbers, `~i` meaning arc `i` backwards. Small states that the outline leaves out
//! are points (see `assets/LICENSE-world-atlas.md`).

use crate::ReportError;
use serde::Deserialize;

const TOPOLOGY: &str = include_str!("../../assets/countries-110m.json");
const SMALL_STATES: &str = include_str!("../../assets/small_states.csv");

/// Kosovo has no M49 code; the engine's countries carry 0 there, and the map knows it by name.
pub const KOSOVO: &str = "Kosovo";

/// Area of one country.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// UN M49 code; 0 where Natural Earth gives none (Kosovo).
    pub m49: u16,
    /// Natural Earth's name.
    pub name: String,
    /// Rings of (longitude, latitude) in degrees, closed.
    pub rings: Vec<Vec<(f64, f64)>>,
}

/// A country too small for the outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// UN M49 code.
    pub m49: u16,
    /// Name.
    pub name: String,
    /// Longitude and latitude in degrees.
    pub at: (f64, f64),
}

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    arcs: Vec<Vec<[f64; 2]>>,
    objects: Objects,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
struct Objects {
    countries: Collection,
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    id: Option<String>,
    properties: Properties,
    #[serde(flatten)]
    area: Area,
}

#[derive(Deserialize)]
struct Properties {
    name: String,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "arcs")]
enum Area {
    Polygon(Vec<Vec<i64>>),
    MultiPolygon(Vec<Vec<Vec<i64>>>),
}

/// All countries of the embedded outline except Antarctica. Somaliland and Northern Cyprus, which carry no code, take
/// the code of the state whose territory the panel counts them to (Gleditsch-Ward list): Somalia and Cyprus.
pub fn shapes() -> Result<Vec<Shape>, ReportError> {
    decode(TOPOLOGY)
}

fn decode(text: &str) -> Result<Vec<Shape>, ReportError> {
    let topology: Topology = serde_json::from_str(text).map_err(|e| ReportError::Outline(e.to_string()))?;
    let arcs: Vec<Vec<(f64, f64)>> =
        topology.arcs.iter().map(|arc| absolute(arc, &topology.transform)).collect();
    let mut shapes = Vec::new();
    for geometry in topology.objects.countries.geometries {
        let polygons = match geometry.area {
            Area::Polygon(rings) => vec![rings],
            Area::MultiPolygon(polygons) => polygons,
        };
        let rings: Result<Vec<_>, _> = polygons.iter().flatten().map(|ring| joined(ring, &arcs)).collect();
        let name = geometry.properties.name;
        let m49 = match (geometry.id.and_then(|id| id.parse().ok()), name.as_str()) {
            (Some(10), _) => continue,
            (Some(code), _) => code,
            (None, "Somaliland") => 706,
            (None, "N. Cyprus") => 196,
            (None, _) => 0,
        };
        shapes.push(Shape { m49, name, rings: rings? });
    }
    Ok(shapes)
}

fn absolute(arc: &[[f64; 2]], transform: &Transform) -> Vec<(f64, f64)> {
    let (mut x, mut y) = (0.0, 0.0);
    arc.iter()
        .map(|[dx, dy]| {
            x += dx;
            y += dy;
            (x * transform.scale[0] + transform.translate[0], y * transform.scale[1] + transform.translate[1])
        })
        .collect()
}

/// Strings arcs together; the first point of an arc repeats the last of the one before.
fn joined(ring: &[i64], arcs: &[Vec<(f64, f64)>]) -> Result<Vec<(f64, f64)>, ReportError> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    for &number in ring {
        let (index, backwards) = if number >= 0 { (number, false) } else { (!number, true) };
        let arc = usize::try_from(index).ok().and_then(|i| arcs.get(i));
        let arc = arc.ok_or_else(|| ReportError::Outline(format!("no arc {number} among {}", arcs.len())))?;
        let skip = usize::from(!points.is_empty());
        if backwards {
            points.extend(arc.iter().rev().skip(skip));
        } else {
            points.extend(arc.iter().skip(skip));
        }
    }
    Ok(points)
}

/// Points of the states that the outline leaves out.
pub fn spots() -> Vec<Spot> {
    SMALL_STATES.lines().skip(1).filter_map(spot).collect()
}

fn spot(line: &str) -> Option<Spot> {
    let (m49, rest) = line.split_once(',')?;
    let (rest, latitude) = rest.rsplit_once(',')?;
    let (name, longitude) = rest.rsplit_once(',')?;
    Some(Spot {
        m49: m49.parse().ok()?,
        name: name.trim_matches('"').to_owned(),
        at: (longitude.parse().ok()?, latitude.parse().ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 177 countries in the file, Antarctica left out; Brazil's ring is closed and spans what an atlas says.
    #[test]
    fn the_embedded_outline_decodes() {
        let shapes = shapes().unwrap();
        assert_eq!(shapes.len(), 176);
        let brazil = shapes.iter().find(|s| s.m49 == 76).unwrap();
        let ring = &brazil.rings[0];
        assert_eq!(ring.first(), ring.last());
        let south = ring.iter().map(|p| p.1).fold(f64::INFINITY, f64::min);
        let east = ring.iter().map(|p| p.0).fold(f64::NEG_INFINITY, f64::max);
        assert!((south + 33.77).abs() < 0.1 && (east + 34.73).abs() < 0.1, "{south} {east}");
        assert!(shapes.iter().any(|s| s.m49 == 0 && s.name == KOSOVO));
    }

    #[test]
    fn small_states_have_points_and_no_shape() {
        let (shapes, spots) = (shapes().unwrap(), spots());
        assert_eq!(spots.len(), SMALL_STATES.lines().count() - 1);
        let singapore = spots.iter().find(|s| s.m49 == 702).unwrap();
        assert!((singapore.at.0 - 103.8).abs() < 0.2 && (singapore.at.1 - 1.35).abs() < 0.2);
        assert!(spots.iter().all(|spot| shapes.iter().all(|shape| shape.m49 != spot.m49)));
    }

    #[test]
    fn a_damaged_outline_is_a_clear_error() {
        let text = TOPOLOGY.replacen("\"Polygon\",\"arcs\":[[", "\"Polygon\",\"arcs\":[[999999,", 1);
        let error = decode(&text).unwrap_err().to_string();
        assert!(error.contains("no arc 999999") && error.contains("restore it"), "{error}");
        assert!(decode(&TOPOLOGY[..5000]).is_err());
    }
}
