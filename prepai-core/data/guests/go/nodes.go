package main

// PREPAI ListNode
type ListNode struct {
	Val  int
	Next *ListNode
}

// PREPAI TreeNode
type TreeNode struct {
	Val   int
	Left  *TreeNode
	Right *TreeNode
}
