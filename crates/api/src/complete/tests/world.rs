//! A schema in which every field says by its name how it ends.

use async_graphql::{Error, Interface, Object, Result, Subscription, Union};
use futures_util::Stream;

/// Another name of `i32`: clippy takes two attributes with one value for a slip.
type Number = i32;

/// The root has the fields of a node.
pub struct Query;
/// An object with everything that can go well or wrong.
pub struct Node;
/// A smaller object.
pub struct Leaf;
/// Streams of nodes.
pub struct Counts;

#[derive(Interface)]
#[graphql(
    field(name = "ok", ty = "i32"),
    field(name = "bad", ty = "Option<i32>"),
    field(name = "badNN", ty = "Number", method = "bad_nn"),
    field(name = "friend", ty = "Option<Any>")
)]
pub enum Any {
    Node(Node),
    Leaf(Leaf),
}

#[derive(Union)]
pub enum Either {
    Node(Node),
    Leaf(Leaf),
}

fn fault<T>() -> Result<T> {
    Err(Error::new("fault"))
}

/// Lets everything that is ready overtake.
async fn dawdle() {
    for _ in 0..3 {
        tokio::task::yield_now().await;
    }
}

macro_rules! node {
    ($name:ident) => {
        #[Object]
        impl $name {
            async fn ok(&self) -> Result<i32> {
                Ok(1)
            }
            async fn late(&self) -> i32 {
                dawdle().await;
                1
            }
            async fn none(&self) -> Option<i32> {
                None
            }
            async fn bad(&self) -> Result<Option<i32>> {
                fault()
            }
            #[graphql(name = "badNN")]
            async fn bad_nn(&self) -> Result<i32> {
                dawdle().await;
                fault()
            }
            async fn numbers(&self) -> Vec<Option<Result<i32>>> {
                vec![Some(Ok(1)), Some(fault()), Some(Ok(3))]
            }
            #[graphql(name = "numbersNN")]
            async fn numbers_nn(&self) -> Option<Vec<Result<i32>>> {
                Some(vec![Ok(1), fault(), fault()])
            }
            async fn table(&self) -> Vec<Option<Vec<Result<i32>>>> {
                vec![Some(vec![Ok(1)]), Some(vec![Ok(1), fault()]), None]
            }
            async fn node(&self) -> Option<Node> {
                Some(Node)
            }
            #[graphql(name = "nodeNN")]
            async fn node_nn(&self) -> Node {
                dawdle().await;
                Node
            }
            async fn no_node(&self) -> Option<Node> {
                None
            }
            async fn bad_node(&self) -> Result<Option<Node>> {
                fault()
            }
            async fn nodes(&self) -> Vec<Node> {
                vec![Node, Node]
            }
            async fn mixed(&self) -> Vec<Option<Result<Node>>> {
                vec![Some(Ok(Node)), None, Some(fault())]
            }
            async fn strict(&self) -> Option<Vec<Result<Node>>> {
                Some(vec![Ok(Node), fault()])
            }
            async fn any(&self) -> Any {
                Leaf.into()
            }
            async fn anys(&self) -> Option<Vec<Any>> {
                Some(vec![Node.into(), Leaf.into()])
            }
            async fn either(&self) -> Option<Either> {
                Some(Leaf.into())
            }
            async fn friend(&self) -> Result<Option<Any>> {
                dawdle().await;
                Ok(Some(Leaf.into()))
            }
        }
    };
}

node!(Query);
node!(Node);

#[Object]
impl Leaf {
    async fn ok(&self) -> Result<i32> {
        Ok(1)
    }
    async fn bad(&self) -> Result<Option<i32>> {
        fault()
    }
    #[graphql(name = "badNN")]
    async fn bad_nn(&self) -> Result<i32> {
        fault()
    }
    async fn tag(&self) -> String {
        "leaf".to_owned()
    }
    async fn friend(&self) -> Result<Option<Any>> {
        fault()
    }
}

#[Subscription]
impl Counts {
    async fn nodes(&self) -> impl Stream<Item = Option<Node>> {
        futures_util::stream::iter([Some(Node), Some(Node), Some(Node)])
    }
}

/// How a field ends, for the naive reader of the specification.
#[derive(Clone)]
pub enum End {
    Number(i32),
    Text(&'static str),
    Null,
    Fault,
    Object(&'static str),
    List(Vec<End>),
}

/// The type of a field and how it ends.
pub fn field(on: &str, name: &str) -> Option<(&'static str, End)> {
    use End::{Fault, List, Null, Number, Object, Text};
    let leaf = match name {
        "ok" => Some(("Int!", Number(1))),
        "bad" => Some(("Int", Fault)),
        "badNN" => Some(("Int!", Fault)),
        "tag" if on == "Leaf" => Some(("String!", Text("leaf"))),
        "friend" if on == "Leaf" => Some(("Any", Fault)),
        _ => None,
    };
    if leaf.is_some() || on == "Leaf" {
        return leaf;
    }
    let strict = vec![Object("Node"), Fault];
    let table = vec![List(vec![Number(1)]), List(vec![Number(1), Fault]), Null];
    Some(match name {
        "late" => ("Int!", Number(1)),
        "none" => ("Int", Null),
        "numbers" => ("[Int]!", List(vec![Number(1), Fault, Number(3)])),
        "numbersNN" => ("[Int!]", List(vec![Number(1), Fault, Fault])),
        "table" => ("[[Int!]]!", List(table)),
        "node" => ("Node", Object("Node")),
        "nodeNN" => ("Node!", Object("Node")),
        "noNode" => ("Node", Null),
        "badNode" => ("Node", Fault),
        "nodes" => ("[Node!]!", List(vec![Object("Node"), Object("Node")])),
        "mixed" => ("[Node]!", List(vec![Object("Node"), Null, Fault])),
        "strict" => ("[Node!]", List(strict)),
        "any" => ("Any!", Object("Leaf")),
        "anys" => ("[Any!]", List(vec![Object("Node"), Object("Leaf")])),
        "either" => ("Either", Object("Leaf")),
        "friend" => ("Any", Object("Leaf")),
        _ => return None,
    })
}

/// The fields that may be asked on a type, in no particular order.
pub fn fields(on: &str) -> &'static [&'static str] {
    match on {
        "Leaf" => &["ok", "bad", "badNN", "tag", "friend"],
        "Any" => &["ok", "bad", "badNN", "friend"],
        "Either" => &[],
        _ => &[
            "ok",
            "late",
            "none",
            "bad",
            "badNN",
            "numbers",
            "numbersNN",
            "table",
            "node",
            "nodeNN",
            "noNode",
            "badNode",
            "nodes",
            "mixed",
            "strict",
            "any",
            "anys",
            "either",
            "friend",
        ],
    }
}

/// Says whether a fragment on one type concerns an object of another.
pub fn concerns(condition: &str, object: &str) -> bool {
    condition == object || (matches!(condition, "Any" | "Either") && object != "Query")
}
