package dev.nasnet.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What one command, run in this process, answered.
 *
 * @param exitCode 0, 1 or 2
 * @param out what it wrote to stdout
 * @param err what it wrote to stderr
 */
public record CommandRun(int exitCode, String out, String err) {
  /** Runs {@code nasnet} with these arguments. */
  public static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        NasNet.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }
}
