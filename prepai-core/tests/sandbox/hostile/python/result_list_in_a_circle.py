# expect: wrong_answer

def solution(folder, pid):
    node = ListNode(1)
    node.next = node
    return node
