// expect: accepted
// layer: landlock
#include <fcntl.h>
#include <fstream>

std::string solution(std::string folder, int pid) {
    for (std::string path : {folder + "/secret", std::string("/etc/passwd"), std::string("/proc/self/environ"), std::string("/proc/1/status")}) {
        std::ifstream in(path);
        std::string line;
        if (std::getline(in, line)) return path + " says " + line;
    }
    for (std::string path : {folder + "/planted", std::string("/tmp/planted"), std::string("./planted")}) {
        if (open(path.c_str(), O_WRONLY | O_CREAT, 0600) >= 0) return path + " was written";
    }
    return "safe";
}
