# shellcheck shell=sh
# The shared part of nasnet and nasnet-spark, which set root to the project's folder, or to that of an
# unpacked release. A release has its jars in lib/ and its launchers in bin/.

command=${command:-nasnet}
if [ -d "$root/lib" ] && [ -f "$root/bin/launcher.sh" ]; then
  launchers=$root/bin
else
  launchers=$root/scripts
fi
# shellcheck source=scripts/fail.sh
. "$launchers/fail.sh"

# Without stderr nothing can be said, and the next file that is opened would take its place. Without
# stdout results would be lost, or written into such a file.
if ! (true 3>&2); then
  exec 2>/dev/null
fi
if ! (true 3>&1) 2>/dev/null; then
  fail "stdout is closed; give it a file or a pipe, or /dev/null"
fi

# The names of files, and all that is printed, are UTF-8, whatever the locale. Java takes the encoding of
# file names from the locale it starts in, and from nothing later.
case $(locale charmap 2>/dev/null) in
  UTF-8 | utf-8 | utf8) ;;
  *)
    for name in C.UTF-8 C.utf8 en_US.UTF-8 UTF-8; do
      if ! command -v locale >/dev/null 2>&1 ||
        [ "$(LC_ALL=$name locale charmap 2>/dev/null)" = UTF-8 ]; then
        export LC_ALL="$name"
        break
      fi
    done
    ;;
esac

target=$root/target
stamp=$target/nasnet.stamp
profile=${NASNET_PROFILE:-}

java=java
if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
  java=$JAVA_HOME/bin/java
fi
command -v "$java" >/dev/null 2>&1 || fail "java is missing; install a JDK 17 or newer"

# Whether target is up to date with the sources.
built() {
  [ -d "$target/classes/dev/nasnet/cli" ] && [ -s "$target/classpath.txt" ] &&
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$profile" ] &&
    [ -z "$(find "$root/src/main" "$root/pom.xml" -newer "$stamp" -print | head -n 1)" ]
}

build() {
  command -v mvn >/dev/null 2>&1 || fail "mvn is missing; install Maven 3.6.3 or newer"
  version=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
  [ "${version:-0}" -ge 17 ] || fail "java is version ${version:-unknown}; install a JDK 17 or newer"
  mkdir -p "$target"
  log=$target/nasnet-build.log
  # Made before the build: a source saved while it runs is newer.
  printf '%s' "$profile" >"$stamp.new"
  echo "nasnet: building, once" >&2
  if ! (cd "$root" && mvn -q -DskipTests ${profile:+"-P$profile"} compile \
    >"$log" 2>&1 </dev/null); then
    cat "$log" >&2
    fail "the build failed"
  fi
  mv "$stamp.new" "$stamp"
}

build_where_needed() {
  built && return
  if command -v flock >/dev/null 2>&1; then
    # One build at a time; after waiting, the build is usually done.
    mkdir -p "$target"
    exec 9>"$target/nasnet.lock"
    flock 9
    built || build
    exec 9>&-
  else
    build
  fi
}

# Sets classpath, the classes and libraries of Java's -cp. Sources are built first where they changed.
prepare_classpath() {
  if [ "$launchers" = "$root/bin" ]; then
    classpath="$root/lib/*"
  else
    build_where_needed
    classpath="$target/classes:$(cat "$target/classpath.txt")"
  fi
}

# NVIDIA's libraries that gpu-env installed, for TensorFlow's GPU build alone: the dynamic linker reads
# its path from the environment, once, when Java starts.
find_cuda() {
  case ,$profile,$(echo "$root"/lib/tensorflow-core-native-*-gpu.jar) in
    *,gpu,* | *[0-9]-linux-x86_64-gpu.jar) ;;
    *) return 0 ;;
  esac
  cuda=${NASNET_GPU_ENV:-$root/.gpu-env}
  [ -f "$cuda/requirements.hash" ] || return 0
  for folder in "$cuda"/lib/python3.*/site-packages/nvidia/*/lib; do
    [ ! -d "$folder" ] || LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$folder
  done
  export LD_LIBRARY_PATH
  # XLA's compiler for GPUs has a folder of libdevice, and runs ptxas.
  for folder in "$cuda"/lib/python3.*/site-packages/nvidia/cuda_nvcc; do
    [ -d "$folder/bin" ] || continue
    PATH=$PATH:$folder/bin
    case ${XLA_FLAGS:-} in
      *xla_gpu_cuda_data_dir*) ;;
      *) XLA_FLAGS="${XLA_FLAGS:+$XLA_FLAGS }--xla_gpu_cuda_data_dir=$folder" ;;
    esac
    export PATH XLA_FLAGS
  done
}
find_cuda

# oneDNN's kernels. TensorFlow turns them on by default on x86 processors with AVX-512 VNNI or newer.
# With AVX2 alone, inference and training are 1.3 to 1.8 times as fast with them, too.
case $(uname -m) in
  x86_64 | amd64) export TF_ENABLE_ONEDNN_OPTS="${TF_ENABLE_ONEDNN_OPTS:-1}" ;;
esac

# TensorFlow's library prints lines on file descriptor 2 that TF_CPP_MIN_LOG_LEVEL does not silence.
# They are filtered out, except with --verbose. Java's own messages bypass the filter by descriptor 0,
# since no command reads stdin. Sets terminal and filtered; takes the command's arguments.
quiet_natives() {
  export TF_CPP_MIN_LOG_LEVEL="${TF_CPP_MIN_LOG_LEVEL:-2}"
  terminal=false
  [ -t 2 ] && terminal=true
  filtered=false
  case "$TF_CPP_MIN_LOG_LEVEL $*" in
    0* | *--verbose*) ;;
    *)
      if pipes=$(mktemp -d 2>/dev/null) && mkfifo "$pipes/log" 2>/dev/null; then
        grep -v -e '^I0000 ' -e 'before absl::InitializeLog() is called' \
          -e 'Attempting to register factory for plugin cu' \
          -e 'oneDNN supports DT_BFLOAT16 only on platforms with AVX-512' \
          -e 'WARNING: Using incubator modules' <"$pipes/log" >&2 &
        exec 0>&2 2>"$pipes/log"
        rm -r "$pipes"
        filtered=true
      fi
      ;;
  esac
}
