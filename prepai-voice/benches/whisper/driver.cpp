// The same library without us: `driver MODEL THREADS CONTEXT ROUNDS FILE...` transcribes WAV files (mono PCM16 at 16 kHz) and prints
// JSON with the processor time and the wall time of the transcriptions alone. CONTEXT is `full` or `fitted`, by the formula of
// prepai-voice. `make whisper-driver` compiles it against the build of whisper-rs-sys.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "whisper.h"

static double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

static std::vector<float> samples_of(const char * path) {
    std::ifstream file(path, std::ios::binary);
    const std::vector<char> bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    size_t at = 12;
    while (at + 8 <= bytes.size()) {
        uint32_t length = 0;
        std::memcpy(&length, bytes.data() + at + 4, 4);
        if (std::memcmp(bytes.data() + at, "data", 4) == 0) {
            at += 8;
            break;
        }
        at += 8 + length + length % 2;
    }
    std::vector<float> samples;
    for (; at + 2 <= bytes.size(); at += 2) {
        int16_t sample = 0;
        std::memcpy(&sample, bytes.data() + at, 2);
        samples.push_back(static_cast<float>(sample) / 32768.0f);
    }
    return samples;
}

int main(int count, char ** arguments) {
    if (count < 6) {
        std::fprintf(stderr, "usage: %s MODEL THREADS full|fitted ROUNDS FILE...\n", arguments[0]);
        return 2;
    }
    whisper_log_set([](ggml_log_level, const char *, void *) {}, nullptr);
    whisper_context_params options = whisper_context_default_params();
    options.use_gpu = false;
    options.flash_attn = false;
    whisper_context * model = whisper_init_from_file_with_params_no_state(arguments[1], options);
    whisper_state * state = model ? whisper_init_state(model) : nullptr;
    if (!state) {
        std::fprintf(stderr, "the model cannot be loaded\n");
        return 1;
    }
    const int threads = std::atoi(arguments[2]);
    const bool fitted = std::strcmp(arguments[3], "fitted") == 0;
    const int rounds = std::atoi(arguments[4]);
    std::vector<std::vector<float>> recordings;
    for (int file = 5; file < count; file++) {
        recordings.push_back(samples_of(arguments[file]));
    }
    std::string texts;
    double processor = 0, wall = 0;
    // The first round warms up.
    for (int round = 0; round <= rounds; round++) {
        const auto began = std::chrono::steady_clock::now();
        const double before = processor_seconds();
        for (const auto & samples : recordings) {
            whisper_full_params parameters = whisper_full_default_params(WHISPER_SAMPLING_GREEDY);
            parameters.n_threads = threads;
            parameters.greedy.best_of = 1;
            parameters.no_context = true;
            parameters.single_segment = true;
            parameters.print_progress = false;
            parameters.language = "en";
            const int length = static_cast<int>(samples.size());
            parameters.audio_ctx = fitted ? (length / 320 + 16) / 64 * 64 + 64 : 0;
            if (whisper_full_with_state(model, state, parameters, samples.data(), length) != 0) {
                return 1;
            }
            for (int segment = 0; round == 0 && segment < whisper_full_n_segments_from_state(state); segment++) {
                texts += whisper_full_get_segment_text_from_state(state, segment);
            }
        }
        if (round > 0) {
            processor += processor_seconds() - before;
            wall += std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        }
    }
    std::string quoted;
    for (const char letter : texts) {
        if (letter == '"' || letter == '\\') quoted += '\\';
        quoted += letter;
    }
    std::printf("{\"processor_s\": %.6f, \"wall_s\": %.6f, \"text\": \"%s\"}\n", processor, wall, quoted.c_str());
    whisper_free_state(state);
    whisper_free(model);
    return 0;
}
