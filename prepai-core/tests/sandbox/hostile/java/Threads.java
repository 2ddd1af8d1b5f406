// expect: accepted|runtime_error|memory_limit|time_limit
// layer: limits
class Solution {
    static String solution(String folder, int pid) {
        try {
            for (;;) {
                Thread thread = new Thread(() -> { while (true) { } });
                thread.setDaemon(true);
                thread.start();
            }
        } catch (Throwable none) {
            return "safe";
        }
    }
}
