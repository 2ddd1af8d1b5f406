// expect: accepted
// layer: landlock
class Solution {
    static String solution(String folder, int pid) throws Exception {
        try {
            new ProcessBuilder("/bin/sh", "-c", "id").start();
            return "started";
        } catch (java.io.IOException denied) {
            return "safe";
        }
    }
}
