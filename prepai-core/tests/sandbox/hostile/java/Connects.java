// expect: accepted
// layer: seccomp
class Solution {
    static String solution(String folder, int pid) {
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", 22)) {
            return "connected";
        } catch (java.io.IOException denied) {
            return "safe";
        }
    }
}
