// expect: compile_error
// layer: files
// alone: files
fn solution(folder: String, pid: i32) -> String {
    include_str!("/etc/passwd").to_string()
}
