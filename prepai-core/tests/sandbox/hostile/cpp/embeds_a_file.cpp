// expect: compile_error
// layer: landlock
asm(".section .rodata\nprepai_stolen: .incbin \"/etc/passwd\"\n.previous");

std::string solution(std::string folder, int pid) { return "safe"; }
