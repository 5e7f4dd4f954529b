//! What the values of a Parquet column are, as its file says.
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor, Type};

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers with a sign, of at most 64 bits.
    Whole,
    /// Whole numbers without a sign, of at most 64 bits.
    Unsigned,
    /// Decimal numbers with so many digits after the point.
    Decimal(u32),
    /// Numbers of 16, 32 or 64 bits with a binary exponent.
    Real,
    /// True and false.
    Flag,
    /// Words in UTF-8.
    Text,
    /// Days since 1970.
    Day,
    /// Moments since 1970, in `1 / per_second` of a second.
    Moment {
        /// Parts of a second.
        per_second: i64,
        /// They are moments in UTC, not readings of a clock somewhere.
        zoned: bool,
    },
    /// Nothing but missing cells: a column that its writer knew no type for.
    Missing,
    /// Neither numbers nor words; the name of what it is.
    Other(&'static str),
}

impl Kind {
    /// Whether the values are numbers (flags are not).
    pub fn is_numeric(self) -> bool {
        matches!(self, Self::Whole | Self::Unsigned | Self::Decimal(_) | Self::Real)
    }

    /// The kind in the words of a message.
    pub fn words(self) -> &'static str {
        match self {
            Self::Whole | Self::Unsigned => "whole numbers",
            Self::Decimal(_) => "decimal numbers",
            Self::Real => "numbers",
            Self::Flag => "flags",
            Self::Text => "words",
            Self::Day => "days",
            Self::Moment { .. } => "moments",
            Self::Missing => "nothing",
            Self::Other(words) => words,
        }
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, as it stands in the file.
    pub name: String,
    /// What its values are; of a column of lists, what is in the lists.
    pub kind: Kind,
    /// Its place among the columns that the file stores: a structure is stored as several.
    pub(super) leaf: usize,
    /// The definition level of a cell that has a value.
    pub(super) top: i16,
    /// The definition level from which on a list has an entry, where each row is a list.
    pub(super) list: Option<i16>,
}

impl Column {
    /// Whether each row is a list of values.
    pub fn is_list(&self) -> bool {
        self.list.is_some()
    }

    /// The columns of a file, in its order.
    pub(super) fn all(schema: &SchemaDescriptor) -> Vec<Self> {
        let mut leaf = 0;
        let fields = schema.root_schema().get_fields();
        let of = |field: &std::sync::Arc<Type>| {
            let leaves = leaves(field);
            let first = leaf;
            leaf += leaves;
            let name = field.name().to_owned();
            if leaves != 1 {
                return Self { name, kind: Kind::Other("a structure"), leaf: first, top: 0, list: None };
            }
            let stored = schema.column(first);
            let (kind, list) = nested(field, &stored);
            Self { name, kind, leaf: first, top: stored.max_def_level(), list }
        };
        fields.iter().map(of).collect()
    }
}

/// Stored columns of a field.
fn leaves(field: &Type) -> usize {
    if field.is_primitive() { 1 } else { field.get_fields().iter().map(|field| leaves(field)).sum() }
}

/// The kind of a field that is stored as one column, and whether it is one of lists.
fn nested(field: &Type, leaf: &ColumnDescriptor) -> (Kind, Option<i16>) {
    let info = field.get_basic_info();
    let annotated =
        info.logical_type_ref() == Some(&LogicalType::List) || info.converted_type() == ConvertedType::LIST;
    match (field.is_primitive(), leaf.max_rep_level()) {
        (true, 0) => (of(leaf), None),
        (true, _) => (of(leaf), Some(leaf.repeated_ancestor_def_level())),
        (false, 1) if annotated => (of(leaf), Some(leaf.repeated_ancestor_def_level())),
        (false, 0 | 1) => (Kind::Other("a structure"), None),
        (false, _) => (Kind::Other("lists of lists"), None),
    }
}

fn of(leaf: &ColumnDescriptor) -> Kind {
    let (logical, converted) = (leaf.logical_type_ref(), leaf.converted_type());
    if logical == Some(&LogicalType::Unknown) {
        return Kind::Missing;
    }
    let physical = leaf.physical_type();
    let is_decimal = matches!(logical, Some(LogicalType::Decimal(_))) || converted == ConvertedType::DECIMAL;
    if is_decimal && physical != Physical::BOOLEAN {
        return decimal(leaf);
    }
    match physical {
        Physical::BOOLEAN => Kind::Flag,
        Physical::FLOAT | Physical::DOUBLE => Kind::Real,
        Physical::INT96 => Kind::Moment { per_second: 1_000_000_000, zoned: false },
        Physical::INT32 | Physical::INT64 => whole(logical, converted),
        Physical::BYTE_ARRAY => match (logical, converted) {
            (Some(LogicalType::String | LogicalType::Json), _) => Kind::Text,
            (None, ConvertedType::UTF8 | ConvertedType::JSON) => Kind::Text,
            _ => Kind::Other("bytes"),
        },
        Physical::FIXED_LEN_BYTE_ARRAY => match logical {
            Some(LogicalType::Float16) if leaf.type_length() == 2 => Kind::Real,
            _ => Kind::Other("bytes"),
        },
    }
}

fn decimal(leaf: &ColumnDescriptor) -> Kind {
    let scale = match leaf.logical_type_ref() {
        Some(LogicalType::Decimal(decimal)) => decimal.scale,
        _ => leaf.type_scale(),
    };
    u32::try_from(scale).map_or(Kind::Other("decimal numbers of a negative scale"), Kind::Decimal)
}

fn whole(logical: Option<&LogicalType>, converted: ConvertedType) -> Kind {
    let moment = |unit: &TimeUnit, zoned: bool| {
        let per_second = match unit {
            TimeUnit::MILLIS => 1_000,
            TimeUnit::MICROS => 1_000_000,
            TimeUnit::NANOS => 1_000_000_000,
        };
        Kind::Moment { per_second, zoned }
    };
    match (logical, converted) {
        (Some(LogicalType::Integer(of)), _) if !of.is_signed => Kind::Unsigned,
        (Some(LogicalType::Integer(_)), _) => Kind::Whole,
        (Some(LogicalType::Date), _) | (None, ConvertedType::DATE) => Kind::Day,
        (Some(LogicalType::Timestamp(of)), _) => moment(&of.unit, of.is_adjusted_to_u_t_c),
        (None, ConvertedType::TIMESTAMP_MILLIS) => moment(&TimeUnit::MILLIS, true),
        (None, ConvertedType::TIMESTAMP_MICROS) => moment(&TimeUnit::MICROS, true),
        (
            None,
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64,
        ) => Kind::Unsigned,
        (
            None,
            ConvertedType::NONE
            | ConvertedType::INT_8
            | ConvertedType::INT_16
            | ConvertedType::INT_32
            | ConvertedType::INT_64,
        ) => Kind::Whole,
        (Some(LogicalType::Time(_)), _) | (None, ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS) => {
            Kind::Other("times of the day")
        }
        _ => Kind::Other("whole numbers of an unknown meaning"),
    }
}
