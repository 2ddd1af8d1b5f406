// expect: runtime_error
// layer: watchdog
// says: threads
class Solution {
    static String solution(String folder, int pid) throws InterruptedException {
        for (int started = 0; started < 400; ) {
            try {
                Thread thread = new Thread(null, () -> { while (true) { try { Thread.sleep(100000); } catch (InterruptedException none) { } } }, "t", 64 << 10);
                thread.setDaemon(true);
                thread.start();
                started++;
            } catch (Throwable none) {
                break;
            }
        }
        Thread.sleep(100000);
        return "threads run";
    }
}
