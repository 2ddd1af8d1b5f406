// expect: time_limit
// layer: watchdog
class Solution {
    static final int TURNS = turns();

    static int turns() {
        int turns = 0;
        while (turns >= 0) turns = (turns + 1) & 0xffff;
        return turns;
    }

    static String solution(String folder, int pid) {
        return "safe";
    }
}
