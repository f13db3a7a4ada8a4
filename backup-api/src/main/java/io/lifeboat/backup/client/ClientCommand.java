package io.lifeboat.backup.client;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a client program is started. Immutable; one command may be started any number of times.
 *
 * <p>Arguments go to the program as they are, through no shell. Secrets have two ways: the
 * environment, and a private file that exists while the client runs.
 */
public final class ClientCommand {

  private static final Duration UNLIMITED = Duration.ofDays(36_500);
  private static final int ERROR_LINES = 20;

  private final Path program;
  private final List<String> arguments;
  private final Map<String, String> environment;
  private final Map<String, Secret> secretEnvironment;
  private final Set<String> removedEnvironment;
  private final String optionFileArgument;
  private final @Nullable Secret optionFile;
  private final List<Secret> redacted;
  private final Duration timeLimit;
  private final int errorLines;
  private final @Nullable Consumer<String> outputLines;

  private ClientCommand(Draft draft) {
    this.program = draft.program;
    this.arguments = List.copyOf(draft.arguments);
    this.environment = Map.copyOf(draft.environment);
    this.secretEnvironment = Map.copyOf(draft.secretEnvironment);
    this.removedEnvironment = Set.copyOf(draft.removedEnvironment);
    this.optionFileArgument = draft.optionFileArgument;
    this.optionFile = draft.optionFile;
    this.redacted = List.copyOf(draft.redacted);
    this.timeLimit = draft.timeLimit;
    this.errorLines = draft.errorLines;
    this.outputLines = draft.outputLines;
  }

  /**
   * Begin to describe a run of a program.
   *
   * @param program its path; a name without directory is not looked for on the {@code PATH}
   * @return no arguments, this process's environment, no time limit, the last 20 lines of errors
   */
  public static ClientCommand of(Path program) {
    return new ClientCommand(new Draft(program.toAbsolutePath()));
  }

  /**
   * Add arguments.
   *
   * @param values handed over as they are; no secrets, since every user of the machine can read
   *     them
   * @return a new command
   */
  public ClientCommand withArguments(String... values) {
    return withArguments(List.of(values));
  }

  /**
   * Add arguments.
   *
   * @param values as for {@link #withArguments(String...)}
   * @return a new command
   */
  public ClientCommand withArguments(List<String> values) {
    Draft draft = new Draft(this);
    draft.arguments.addAll(values);
    return new ClientCommand(draft);
  }

  /**
   * Set a variable of the environment.
   *
   * @param name its name
   * @param value its value, no secret
   * @return a new command
   */
  public ClientCommand withEnvironment(String name, String value) {
    Draft draft = new Draft(this);
    draft.environment.put(name, value);
    return new ClientCommand(draft);
  }

  /**
   * Set a variable of the environment that is a secret. Its value is also replaced in whatever the
   * client says.
   *
   * @param name its name
   * @param value its value
   * @return a new command
   */
  public ClientCommand withSecretEnvironment(String name, Secret value) {
    Draft draft = new Draft(this);
    draft.secretEnvironment.put(name, value);
    draft.redacted.add(value);
    return new ClientCommand(draft);
  }

  /**
   * Hide variables of this process's environment from the client, such as those that would override
   * what it is told.
   *
   * @param names those that are not set are passed over
   * @return a new command
   */
  public ClientCommand withoutEnvironment(String... names) {
    Draft draft = new Draft(this);
    draft.removedEnvironment.addAll(List.of(names));
    return new ClientCommand(draft);
  }

  /**
   * Hand over a file of options: written with mode 0600 to the operation's working directory before
   * the client starts, named in its first argument, deleted when the run is closed, however it
   * ended.
   *
   * @param argument what stands before the path, such as {@code --defaults-file=}
   * @param content the whole file, in UTF-8
   * @return a new command
   */
  public ClientCommand withOptionFile(String argument, Secret content) {
    Draft draft = new Draft(this);
    draft.optionFileArgument = argument;
    draft.optionFile = content;
    return new ClientCommand(draft);
  }

  /**
   * Replace a secret by {@code ***} in whatever the client says.
   *
   * @param value the secret; an empty one is passed over
   * @return a new command
   */
  public ClientCommand withRedacted(Secret value) {
    Draft draft = new Draft(this);
    draft.redacted.add(value);
    return new ClientCommand(draft);
  }

  /**
   * Bound the time the client may run; then it is ended, and the run fails with reason TIMEOUT.
   *
   * @param value more than zero
   * @return a new command
   */
  public ClientCommand withTimeLimit(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("A time limit is more than zero: " + value);
    }
    Draft draft = new Draft(this);
    draft.timeLimit = value;
    return new ClientCommand(draft);
  }

  /**
   * Say how many of the last lines of the client's standard error are kept.
   *
   * @param value one or more
   * @return a new command
   */
  public ClientCommand withErrorLines(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("At least one line of errors is kept, not " + value);
    }
    Draft draft = new Draft(this);
    draft.errorLines = value;
    return new ClientCommand(draft);
  }

  /**
   * Have the client's standard output read beside the run, line by line, instead of by the caller;
   * for a client that is fed and says little.
   *
   * @param consumer called by a thread of the run; long lines are cut, secrets replaced
   * @return a new command
   */
  public ClientCommand withOutputLines(Consumer<String> consumer) {
    Draft draft = new Draft(this);
    draft.outputLines = consumer;
    return new ClientCommand(draft);
  }

  /**
   * Start the client.
   *
   * @param context its token ends the client, its working directory holds the option file
   * @return the running client; the caller closes it
   * @throws DialectException with reason CLIENT_MISSING if it could not be started, CANCELLED if
   *     stopping was asked for already, OTHER if the option file could not be written
   */
  public ClientRun start(OperationContext context) throws DialectException {
    return ClientRun.start(this, context);
  }

  /**
   * Run the client without input, and return what it wrote to its standard output.
   *
   * @param maxBytes what is kept; the rest is read and dropped
   * @param context as for {@link #start}
   * @return its output, in UTF-8
   * @throws DialectException if it could not be started, or did not end with exit status 0
   */
  public String read(int maxBytes, OperationContext context) throws DialectException {
    try (ClientRun run = start(context)) {
      run.endInput();
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = run.read(buffer); n >= 0; n = run.read(buffer)) {
        output.write(buffer, 0, Math.min(n, maxBytes - output.size()));
      }
      run.awaitSuccess();
      return output.toString(StandardCharsets.UTF_8);
    }
  }

  Path program() {
    return program;
  }

  /** The whole argument array: program, option file, arguments. */
  List<String> line(Optional<Path> writtenOptionFile) {
    List<String> line = new ArrayList<>();
    line.add(program.toString());
    writtenOptionFile.ifPresent(path -> line.add(optionFileArgument + path));
    line.addAll(arguments);
    return line;
  }

  void apply(Map<String, String> processEnvironment) {
    removedEnvironment.forEach(processEnvironment::remove);
    processEnvironment.putAll(environment);
    secretEnvironment.forEach(
        (name, value) -> processEnvironment.put(name, new String(value.reveal())));
  }

  Optional<Secret> optionFile() {
    return Optional.ofNullable(optionFile);
  }

  List<Secret> redacted() {
    return redacted;
  }

  Optional<Duration> timeLimit() {
    return timeLimit.equals(UNLIMITED) ? Optional.empty() : Optional.of(timeLimit);
  }

  int errorLines() {
    return errorLines;
  }

  Optional<Consumer<String>> outputLines() {
    return Optional.ofNullable(outputLines);
  }

  private static final class Draft {
    private final Path program;
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, Secret> secretEnvironment = new HashMap<>();
    private final Set<String> removedEnvironment = new HashSet<>();
    private String optionFileArgument = "";
    private @Nullable Secret optionFile;
    private final List<Secret> redacted = new ArrayList<>();
    private Duration timeLimit = UNLIMITED;
    private int errorLines = ERROR_LINES;
    private @Nullable Consumer<String> outputLines;

    private Draft(Path program) {
      this.program = Objects.requireNonNull(program, "program");
    }

    private Draft(ClientCommand from) {
      this(from.program);
      arguments.addAll(from.arguments);
      environment.putAll(from.environment);
      secretEnvironment.putAll(from.secretEnvironment);
      removedEnvironment.addAll(from.removedEnvironment);
      optionFileArgument = from.optionFileArgument;
      optionFile = from.optionFile;
      redacted.addAll(from.redacted);
      timeLimit = from.timeLimit;
      errorLines = from.errorLines;
      outputLines = from.outputLines;
    }
  }
}
