// expect: runtime_error
// layer: the order of messages
class Solution {
    static String solution(String folder, int pid) {
        System.exit(0);
        return "safe";
    }
}
