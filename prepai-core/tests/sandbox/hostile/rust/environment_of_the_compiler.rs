// expect: compile_error
// layer: environment
// alone: environment
// Whoever runs the tests has one of these, from a shell or from cargo.
const _: () = {
    if option_env!("CARGO_MANIFEST_DIR").is_none() && option_env!("PWD").is_none() && option_env!("USER").is_none() {
        panic!("there is nothing to read");
    }
};

fn solution(folder: String, pid: i32) -> String {
    "read".to_string()
}
