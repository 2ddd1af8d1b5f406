# For the build of espeak-ng: without these it clones another repository, links libraries that happen to be installed, or
# looks for a sound card. They mean nothing to other builds.
set(SONIC_LIB "unused" CACHE STRING "" FORCE)
set(SONIC_INC "/unused" CACHE STRING "" FORCE)
set(USE_LIBSONIC OFF CACHE BOOL "" FORCE)
set(USE_LIBPCAUDIO OFF CACHE BOOL "" FORCE)
set(USE_MBROLA OFF CACHE BOOL "" FORCE)
