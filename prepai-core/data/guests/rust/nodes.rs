//! Linked lists and trees.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use crate::types::{Get, Out, Put};
use crate::value::Value;

/// A linked list, where a program does not declare its own.
#[derive(PartialEq, Eq, Clone, Debug)]
pub struct ListNode {
    pub val: i32,
    pub next: Option<Box<ListNode>>,
}
impl ListNode {
    pub fn new(val: i32) -> Self {
        ListNode { next: None, val }
    }
}
/// A binary tree, where a program does not declare its own.
#[derive(Debug, PartialEq, Eq)]
pub struct TreeNode {
    pub val: i32,
    pub left: Option<Rc<RefCell<TreeNode>>>,
    pub right: Option<Rc<RefCell<TreeNode>>>,
}
impl TreeNode {
    pub fn new(val: i32) -> Self {
        TreeNode { val, left: None, right: None }
    }
}
/// Where a program declares `ListNode` itself: `list_node!(ListNode, i32)`.
#[macro_export]
macro_rules! list_node {
    ($node:ty, $item:ty) => {
        impl $crate::Get for Box<$node> {
            fn get(value: &$crate::Value) -> Result<Self, String> {
                let items: Vec<$item> = $crate::Get::get(value)?;
                let mut head: Option<Box<$node>> = None;
                for val in items.into_iter().rev() {
                    head = Some(Box::new(<$node>::from_parts(val, head)));
                }
                head.ok_or_else(|| "is an empty list".to_owned())
            }
            fn absent(value: &$crate::Value) -> bool {
                matches!(value, $crate::Value::Null) || matches!(value, $crate::Value::List(items) if items.is_empty())
            }
        }
        impl $crate::Put for Box<$node> {
            fn put(&self, out: &mut $crate::Out) {
                out.push("{\"$\":\"list_node\",\"v\":[");
                let mut at = Some(self);
                let mut first = true;
                while let Some(node) = at {
                    if !first {
                        out.push(",");
                    }
                    first = false;
                    $crate::Put::put(&node.val, out);
                    at = node.next.as_ref();
                }
                out.push("]}");
            }
            fn put_none(out: &mut $crate::Out) {
                out.push("{\"$\":\"list_node\",\"v\":[]}");
            }
        }
    };
}
impl ListNode {
    fn from_parts(val: i32, next: Option<Box<ListNode>>) -> Self {
        ListNode { val, next }
    }
}
list_node!(ListNode, i32);
type Tree = Rc<RefCell<TreeNode>>;
impl Get for Tree {
    fn get(value: &Value) -> Result<Self, String> {
        let items: Vec<Option<i32>> = Get::get(value)?;
        let make = |val: i32| Rc::new(RefCell::new(TreeNode::new(val)));
        let root = make(items.first().copied().flatten().ok_or("is a tree without a root")?);
        let mut open = VecDeque::from([Rc::clone(&root)]);
        let mut rest = items[1..].iter();
        while let Some(parent) = open.pop_front() {
            let Some(left) = rest.next() else { break };
            if let Some(val) = left {
                let child = make(*val);
                open.push_back(Rc::clone(&child));
                parent.borrow_mut().left = Some(child);
            }
            if let Some(Some(val)) = rest.next() {
                let child = make(*val);
                open.push_back(Rc::clone(&child));
                parent.borrow_mut().right = Some(child);
            }
        }
        Ok(root)
    }
    fn absent(value: &Value) -> bool {
        matches!(value, Value::Null) || matches!(value, Value::List(items) if matches!(items.first(), None | Some(Value::Null)))
    }
}
impl Put for Tree {
    fn put(&self, out: &mut Out) {
        out.push("{\"$\":\"tree_node\",\"v\":[");
        let mut open = VecDeque::from([Some(Rc::clone(self))]);
        let (mut gaps, mut first, mut left) = (0, true, 100_000);
        while let Some(node) = open.pop_front() {
            let Some(node) = node else {
                gaps += 1;
                continue;
            };
            left -= 1;
            if left == 0 {
                out.push(",{\"$\":\"cycle\"}");
                break;
            }
            for _ in 0..gaps {
                out.push(",null");
            }
            gaps = 0;
            if !first {
                out.push(",");
            }
            first = false;
            node.borrow().val.put(out);
            open.push_back(node.borrow().left.clone());
            open.push_back(node.borrow().right.clone());
        }
        out.push("]}");
    }
    fn put_none(out: &mut Out) {
        out.push("{\"$\":\"tree_node\",\"v\":[]}");
    }
}
