//! The world of the promises has every kind of variable and of error there is.

pub use forefend_fixtures::every_kind::{RECORDED, files, panel, ready};
use forefend_simulate::spec::{Axis, ErrorKind, Family, FillRule, Kind, PathRule};

use crate::common::Ready;

/// Whoever adds a kind of variable, error, path or fill adds it to this world: the lists below no longer compile
/// without it.
#[test]
fn the_world_of_the_promises_has_every_kind_of_variable_and_error() {
    let Ready { model, fitted, .. } = ready();
    let any = |holds: &dyn Fn(&forefend_simulate::spec::Variable) -> bool| {
        model.variables.iter().any(|variable| holds(&variable.spec))
    };
    for kind in [Kind::Path, Kind::Identity, Kind::Equation, Kind::Probability, Kind::Process] {
        match kind {
            Kind::Path | Kind::Identity | Kind::Equation | Kind::Probability | Kind::Process => {}
        }
        assert!(any(&|spec| spec.kind == kind), "{kind:?}");
    }
    for family in [Family::Linear, Family::Multinomial] {
        match family {
            Family::Linear | Family::Multinomial => {}
        }
        assert!(any(&|spec| spec.family == Some(family)), "{family:?}");
    }
    for error in [ErrorKind::Empirical, ErrorKind::Normal, ErrorKind::ParetoTail] {
        match error {
            ErrorKind::Empirical | ErrorKind::Normal | ErrorKind::ParetoTail => {}
        }
        assert!(any(&|spec| spec.family == Some(Family::Linear) && spec.error == error), "{error:?}");
    }
    for path in [PathRule::Projection, PathRule::Frozen] {
        match path {
            PathRule::Projection | PathRule::Frozen => {}
        }
        assert!(any(&|spec| spec.kind == Kind::Path && spec.path == path), "{path:?}");
    }
    for fill in [FillRule::None, FillRule::Interpolate, FillRule::Median] {
        match fill {
            FillRule::None | FillRule::Interpolate | FillRule::Median => {}
        }
        assert!(any(&|spec| spec.fill == fill), "{fill:?}");
    }
    for axis in ["country", "world", "region", "border"] {
        assert!(any(&|spec| spec.axis == Axis::from(axis.to_owned())), "{axis}");
    }
    let shocks = |name: &str| fitted.equations[name].world_shocks.len();
    assert_eq!((shocks("conflict"), shocks("level_of_all"), shocks("event")), (2, 1, 0));
    assert!(fitted.equations["growth"].common.is_some(), "a yearly effect drawn from those observed");
    assert_eq!(fitted.equations["large"].residual_by[0].len(), 2, "two groups with errors of their own");
    assert!(!fitted.equations.contains_key("late"), "nothing to be fitted on: the stand-in holds its place");
    assert!(any(&|spec| spec.sample.recalibrate.is_some()) && any(&|spec| spec.sample.half_life.is_some()));
}
