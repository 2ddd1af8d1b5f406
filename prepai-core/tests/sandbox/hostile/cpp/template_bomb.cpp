// expect: compile_error
// layer: limits of the compiler
template <int N, int M> struct Bomb {
    static constexpr int value = Bomb<N - 1, 2 * M>::value + Bomb<N - 1, 2 * M + 1>::value;
};
template <int M> struct Bomb<0, M> {
    static constexpr int value = M;
};

std::string solution(std::string folder, int pid) { return std::to_string(Bomb<28, 0>::value); }
