//! Operators and functions of expressions, their names and how tightly they bind.

/// How tightly a call binds: nothing tears it apart.
pub(super) const CALL: u8 = 9;

/// Functions of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Function {
    Log,
    Log1p,
    Log10,
    Exp,
    Sqrt,
    Abs,
}

impl Function {
    pub(crate) const ALL: [(&'static str, Self); 6] = [
        ("log", Self::Log),
        ("log1p", Self::Log1p),
        ("log10", Self::Log10),
        ("exp", Self::Exp),
        ("sqrt", Self::Sqrt),
        ("abs", Self::Abs),
    ];

    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }
}

/// Operators and functions of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
    Minimum,
    Maximum,
}

impl Binary {
    /// The operator's text; `min` and `max` are written as calls.
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Power => "^",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::And => "&",
            Self::Or => "|",
            Self::Minimum => "min",
            Self::Maximum => "max",
        }
    }

    /// How tightly it binds, as in R: `|`, `&`, `!`, comparison, sum, product, sign, power, call.
    pub(super) fn strength(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessEqual
            | Self::Greater
            | Self::GreaterEqual => 4,
            Self::Add | Self::Subtract => 5,
            Self::Multiply | Self::Divide => 6,
            Self::Power => 8,
            Self::Minimum | Self::Maximum => CALL,
        }
    }
}

/// How values reach a unit along a relation: from its neighbours in a network, or from the units of another axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Along {
    /// Weighted sum over the linked units; the relation is a network of the axis with itself.
    Neighbours,
    /// Weighted sum over the linked units.
    Total,
    /// Weighted mean over the linked units.
    Average,
    /// Greatest value among the linked units.
    Highest,
    /// Smallest value among the linked units.
    Lowest,
    /// The value of the one linked unit.
    At,
}

impl Along {
    pub(crate) const ALL: [(&'static str, Self); 6] = [
        ("neighbours", Self::Neighbours),
        ("total", Self::Total),
        ("average", Self::Average),
        ("highest", Self::Highest),
        ("lowest", Self::Lowest),
        ("at", Self::At),
    ];

    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, along)| *along == self).map_or("", |(name, _)| name)
    }
}

/// How the values of all units of a draw become one of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum OverWorld {
    Sum,
    Mean,
    Highest,
    Lowest,
}

impl OverWorld {
    pub(crate) const ALL: [(&'static str, Self); 4] = [
        ("world_sum", Self::Sum),
        ("world_mean", Self::Mean),
        ("world_highest", Self::Highest),
        ("world_lowest", Self::Lowest),
    ];

    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, over)| *over == self).map_or("", |(name, _)| name)
    }
}
