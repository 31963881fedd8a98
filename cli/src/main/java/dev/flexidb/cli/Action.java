package dev.flexidb.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that does something, and says with which exit code it ended. */
abstract class Action implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private @Nullable Answer answer;

  private FlexiDb root() {
    return (FlexiDb) spec.root().userObject();
  }

  final Surroundings surroundings() {
    return root().surroundings();
  }

  final Project project() {
    return root().project();
  }

  final boolean verbose() {
    return root().verbose();
  }

  final Answer answer() {
    Answer known = answer;
    if (known == null) {
      known = new Answer(spec.commandLine().getOut(), spec.commandLine().getErr(), root().json());
      answer = known;
    }
    return known;
  }

  /** Whether somebody can be asked. */
  final boolean canAsk() {
    return surroundings().terminal() && !answer().isJson();
  }

  /** What somebody types; empty if there is nothing more to be had. */
  final String ask(String question) {
    answer().part(question + " ");
    try {
      String typed = surroundings().input().readLine();
      return typed == null ? "" : typed.strip();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The name of the command, with those above it. */
  final String commandName() {
    return spec.qualifiedName();
  }
}
