//! Merkle trees as RFC 6962, section 2.1, draws them: leaves behind a zero byte, nodes behind a one,
//! the left subtree the largest power of two that leaves something for the right.

use super::algorithm::{Algorithm, Items};
use super::chain::Hash;

/// The hash of a leaf: of this content, behind a zero byte.
pub(crate) fn leaf(algorithm: Algorithm, content: impl FnOnce(&mut Items)) -> Hash {
    let mut items = Items::bare(algorithm);
    items.raw(&[0]);
    content(&mut items);
    items.hash()
}

fn node(algorithm: Algorithm, left: &Hash, right: &Hash) -> Hash {
    let mut items = Items::bare(algorithm);
    items.raw(&[1]);
    items.raw(left);
    items.raw(right);
    items.hash()
}

/// The root over these leaves; over none, the digest of nothing.
pub fn root(algorithm: Algorithm, leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Items::bare(algorithm).hash(),
        [only] => *only,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node(algorithm, &root(algorithm, left), &root(algorithm, right))
        }
    }
}

/// The largest power of two below the number of leaves.
fn split(leaves: usize) -> usize {
    let half = leaves.next_power_of_two() / 2;
    half.max(1)
}

/// The audit path of a leaf: the hashes that lead from it to the root, the nearest first. None if
/// there is no such leaf.
pub fn path(algorithm: Algorithm, leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut path, other) = match index.checked_sub(left.len()) {
        None => (path(algorithm, left, index)?, root(algorithm, right)),
        Some(index) => (path(algorithm, right, index)?, root(algorithm, left)),
    };
    path.push(other);
    Some(path)
}

/// The root that a leaf and its audit path lead to, in a tree of so many leaves. None if the path
/// cannot be one of that leaf.
pub fn root_of_path(
    algorithm: Algorithm,
    leaf: Hash,
    (index, leaves): (u64, u64),
    path: &[Hash],
) -> Option<Hash> {
    // RFC 9162, section 2.1.3.2, says the same of the same trees, going up.
    let (mut place, mut last) = (index, leaves.checked_sub(1)?);
    if place > last {
        return None;
    }
    let mut hash = leaf;
    for other in path {
        if last == 0 {
            return None;
        }
        if place & 1 == 1 || place == last {
            hash = node(algorithm, other, &hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(algorithm, &hash, other);
        }
        place >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

#[cfg(test)]
mod tests {
    use duban_domain::value::hex;

    use super::*;

    /// The contents that the reference implementation of RFC 6962 is tested with.
    fn leaves() -> Vec<Hash> {
        let contents: [&[u8]; 8] = [
            &[],
            &[0x00],
            &[0x10],
            &[0x20, 0x21],
            &[0x30, 0x31],
            &[0x40, 0x41, 0x42, 0x43],
            &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
            &[
                0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d,
                0x6e, 0x6f,
            ],
        ];
        let hash = |content: &&[u8]| leaf(Algorithm::Sha256, |items| items.raw(content));
        contents.iter().map(hash).collect()
    }

    #[test]
    fn roots_are_those_of_the_reference() {
        let expected = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let leaves = leaves();
        for (count, expected) in expected.iter().enumerate() {
            assert_eq!(
                hex::encode(&root(Algorithm::Sha256, &leaves[..count])),
                *expected,
                "{count}"
            );
        }
    }

    #[test]
    fn a_path_leads_to_the_root_of_its_own_leaf_only() {
        let sm3 = Algorithm::Sm3;
        let leaves: Vec<Hash> =
            (0..67_i64).map(|number| leaf(sm3, |items| items.number(number))).collect();
        for count in 1..=leaves.len() {
            let leaves = &leaves[..count];
            let root = root(sm3, leaves);
            for index in 0..count {
                let path = path(sm3, leaves, index).unwrap();
                let place = |index: usize| (index as u64, count as u64);
                let reached = |leaf, index| root_of_path(sm3, leaf, place(index), &path);
                assert_eq!(reached(leaves[index], index), Some(root));
                let other = (index + 1) % count;
                if other != index {
                    assert_ne!(reached(leaves[other], index), Some(root));
                    assert_ne!(reached(leaves[index], other), Some(root));
                }
            }
            assert_eq!(path(sm3, leaves, count), None);
        }
    }
}
