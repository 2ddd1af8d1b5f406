// expect: accepted
// layer: landlock
import java.nio.file.*;

class Solution {
    static String solution(String folder, int pid) throws Exception {
        for (String path : new String[] {folder + "/secret", "/etc/passwd", "/proc/self/environ"}) {
            try {
                return path + " says " + Files.readString(Path.of(path));
            } catch (java.io.IOException denied) {
                continue;
            }
        }
        try {
            Files.writeString(Path.of(folder, "planted"), "x");
            return "written";
        } catch (java.io.IOException denied) {
            return "safe";
        }
    }
}
