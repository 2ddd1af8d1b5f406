  // ---- lists and trees ------------------------------------------------------------------------------------

  class ListNode {
    constructor(val, next) {
      this.val = val === undefined ? 0 : val;
      this.next = next === undefined ? null : next;
    }
  }
  class TreeNode {
    constructor(val, left, right) {
      this.val = val === undefined ? 0 : val;
      this.left = left === undefined ? null : left;
      this.right = right === undefined ? null : right;
    }
  }
  const nodeClass = (name, own) => {
    const found = lookup(name);
    return typeof found === "function" ? found : own;
  };
  const listOf = (values) => {
    const Node = nodeClass("ListNode", ListNode);
    let head = null;
    for (let i = values.length - 1; i >= 0; i--) {
      const node = new Node(decode(values[i]));
      node.next = head;
      head = node;
    }
    return head;
  };
  const treeOf = (values) => {
    const Node = nodeClass("TreeNode", TreeNode);
    if (values.length === 0 || values[0] === null) return null;
    const nodes = [];
    put(nodes, new Node(decode(values[0])));
    let next = 1;
    for (let i = 0; i < nodes.length && next < values.length; i++) {
      for (let side = 0; side < 2 && next < values.length; side++, next++) {
        if (values[next] === null) continue;
        const node = new Node(decode(values[next]));
        nodes[i][side === 0 ? "left" : "right"] = node;
        put(nodes, node);
      }
    }
    return nodes[0];
  };

