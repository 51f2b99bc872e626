# shellcheck shell=sh
# What the scripts share: an error and the help. The text of the help is the comment at the beginning
# of a script.

# fail MESSAGE: one line on stderr, and exit code 1.
fail() {
  echo "${command:-${0##*/}}: $1" >&2
  exit 1
}

# help_where_asked "$@": prints the help and ends the script where the first argument is --help or -h.
help_where_asked() {
  case ${1:-} in
    -h | --help)
      sed -n -e '1d' -e '/^#/!q' -e 's/^# \{0,1\}//p' "$0"
      exit 0
      ;;
  esac
}
