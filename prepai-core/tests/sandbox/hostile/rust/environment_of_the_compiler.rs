// expect: compile_error
// layer: environment
fn solution(folder: String, pid: i32) -> String {
    env!("USER").to_string()
}
