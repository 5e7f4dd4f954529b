//! A tree of splits on classes of features.

/// A node: a split, or a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    /// Rows whose class of `feature` is at most `class` go to `left`, the others to the node after it.
    Split { feature: u16, class: u8, left: u32 },
    /// The leaf of this number.
    Leaf(u32),
}

/// A tree; leaves are numbered from 0 in the order in which they were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    nodes: Vec<Node>,
    leaves: u32,
}

impl Default for Tree {
    fn default() -> Self {
        Self { nodes: vec![Node::Leaf(0)], leaves: 0 }
    }
}

impl Tree {
    /// Makes the node `at` a split and says which nodes come below it.
    pub fn split(&mut self, at: u32, feature: u16, class: u8) -> (u32, u32) {
        let left = self.nodes.len() as u32;
        self.nodes[at as usize] = Node::Split { feature, class, left };
        self.nodes.extend([Node::Leaf(0), Node::Leaf(0)]);
        (left, left + 1)
    }

    /// Makes the node `at` a leaf and says its number.
    pub fn leaf(&mut self, at: u32) -> u32 {
        self.nodes[at as usize] = Node::Leaf(self.leaves);
        self.leaves += 1;
        self.leaves - 1
    }

    /// The leaf that a row of classes falls into.
    pub fn leaf_of(&self, row: &[u8]) -> u32 {
        let mut at = 0_usize;
        loop {
            match self.nodes[at] {
                Node::Leaf(leaf) => return leaf,
                Node::Split { feature, class, left } => {
                    at = left as usize + usize::from(row[usize::from(feature)] > class);
                }
            }
        }
    }
}

/// Moves the rows of `rows` that go left to its front, both sides in their order; the number of those that go left.
pub fn partition(rows: &mut [u32], spare: &mut Vec<u32>, goes_left: impl Fn(u32) -> bool) -> usize {
    spare.clear();
    let mut left = 0;
    for at in 0..rows.len() {
        let row = rows[at];
        if goes_left(row) {
            rows[left] = row;
            left += 1;
        } else {
            spare.push(row);
        }
    }
    rows[left..].copy_from_slice(spare);
    left
}
