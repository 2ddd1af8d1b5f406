// expect: compile_error
// layer: files
static const unsigned char stolen[] = {
#embed "/etc/passwd"
};

std::string solution(std::string folder, int pid) { return std::string(stolen, stolen + sizeof stolen); }
