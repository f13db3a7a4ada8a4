package io.lifeboat.backup.client;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One running client.
 *
 * <p>{@link #write} and {@link #read} never throw an {@code IOException}: a pipe that breaks means
 * that the client ended, and what is thrown says how and with which last words. So a caller that
 * copies between a stream of its own and the client can tell the two apart by type.
 *
 * <p>One thread writes and one reads, which may be the same where the client answers only when it
 * is asked. Standard error is always read, by a thread of the run. {@link #close} ends the client
 * if it still runs, with the processes it started, and removes its option file; so does the end of
 * this JVM, as far as it gets the chance.
 */
public final class ClientRun implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(3);

  private final ClientCommand command;
  private final Process process;
  private final Optional<PrivateFile> optionFile;
  private final Deque<String> lastWords = new ArrayDeque<>();
  private long droppedLines;
  private final List<Thread> readers = new ArrayList<>();
  private final Set<ProcessHandle> children = new HashSet<>();
  private final AtomicReference<@Nullable DialectException> ended = new AtomicReference<>();
  private final Thread atExit;
  private CancellationToken.Registration registration = () -> {};
  private volatile boolean closed;

  private ClientRun(ClientCommand command, Process process, Optional<PrivateFile> optionFile) {
    this.command = command;
    this.process = process;
    this.optionFile = optionFile;
    this.atExit = new Thread(this::endAtExit, "lifeboat-client-exit");
  }

  static ClientRun start(ClientCommand command, OperationContext context) throws DialectException {
    if (context.cancellation().isCancelled()) {
      throw cancelled(command, context.cancellation());
    }
    Optional<PrivateFile> optionFile = writeOptionFile(command, context.workDirectory());
    Process process = null;
    try {
      process = launch(command, optionFile);
      ClientRun run = new ClientRun(command, process, optionFile);
      run.begin(context);
      return run;
    } catch (DialectException | RuntimeException | Error e) {
      if (process != null) {
        process.destroyForcibly();
      }
      optionFile.ifPresent(PrivateFile::delete);
      throw e;
    }
  }

  /**
   * Return the id of the process.
   *
   * @return the id
   */
  public long pid() {
    return process.pid();
  }

  /**
   * Tell whether the client still runs.
   *
   * @return false once it has ended
   */
  public boolean isRunning() {
    return process.isAlive();
  }

  /**
   * Write to the client's standard input. Blocks while the client does not read.
   *
   * @param bytes holds what is written
   * @param offset of the first byte
   * @param length how many
   * @throws DialectException if the client does not take it: with reason CLIENT_FAILED and its last
   *     words, CANCELLED or TIMEOUT
   */
  public void write(byte[] bytes, int offset, int length) throws DialectException {
    OutputStream input = process.getOutputStream();
    try {
      input.write(bytes, offset, length);
    } catch (IOException e) {
      throw gone(e);
    }
  }

  /**
   * Send what was written and is still held in a buffer.
   *
   * @throws DialectException as for {@link #write}
   */
  public void flush() throws DialectException {
    try {
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw gone(e);
    }
  }

  /**
   * Send what was written and end the client's standard input. A second call does nothing.
   *
   * @throws DialectException as for {@link #write}
   */
  public void endInput() throws DialectException {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      if (process.isAlive() || command.outputLines().isPresent()) {
        throw gone(e);
      }
      // A client that ended without reading to the end is judged by how it ended.
    }
  }

  /**
   * Read from the client's standard output. Blocks until there is something.
   *
   * @param buffer filled from its beginning
   * @return how many bytes, or -1 at the end
   * @throws DialectException if the client was ended, as for {@link #write}
   * @throws IllegalStateException if the output goes to {@link ClientCommand#withOutputLines}
   */
  public int read(byte[] buffer) throws DialectException {
    if (command.outputLines().isPresent()) {
      throw new IllegalStateException("The output of this client is read line by line.");
    }
    try {
      int n = process.getInputStream().read(buffer);
      DialectException reason = ended.get();
      if (n < 0 && reason != null) {
        throw reason;
      }
      return n;
    } catch (IOException e) {
      throw gone(e);
    }
  }

  /**
   * Listen to another operation's wish to stop as well, for a client that serves several calls.
   *
   * @param context of the other call
   * @return ends the listening when closed
   */
  public CancellationToken.Registration listen(OperationContext context) {
    CancellationToken token = context.cancellation();
    return token.onCancel(() -> end(cancelled(command, token)));
  }

  /**
   * Wait until the client has ended.
   *
   * @return how it ended, whatever its status is
   * @throws DialectException with reason CANCELLED or TIMEOUT if that is why it ended, CANCELLED
   *     too if this thread was interrupted
   */
  public ClientExit await() throws DialectException {
    ClientExit exit = exit();
    DialectException reason = ended.get();
    if (reason != null) {
      throw reason;
    }
    return exit;
  }

  /**
   * Wait until the client has ended well.
   *
   * @return how it ended: with status 0
   * @throws DialectException with reason CLIENT_FAILED and its last words if it ended with another
   *     status; else as for {@link #await}
   */
  public ClientExit awaitSuccess() throws DialectException {
    ClientExit exit = await();
    if (exit.status() != 0) {
      throw new DialectException(Reason.CLIENT_FAILED, command.program() + " " + exit.describe());
    }
    return exit;
  }

  /**
   * End the client if it still runs, and remove what was made for it. A second call does nothing.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    registration.close();
    endGracefully();
    boolean interrupted = Thread.interrupted();
    try {
      process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
      endForcibly();
      process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
      endForcibly();
    } finally {
      closeStreams();
      optionFile.ifPresent(PrivateFile::delete);
      removeExitHook();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Optional<PrivateFile> writeOptionFile(ClientCommand command, Path directory)
      throws DialectException {
    if (command.optionFile().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(PrivateFile.write(directory, command.optionFile().get()));
    } catch (IOException e) {
      throw new DialectException(
          Reason.OTHER,
          "The option file for "
              + command.program()
              + " could not be written to "
              + directory
              + ".",
          false,
          e);
    }
  }

  private static Process launch(ClientCommand command, Optional<PrivateFile> optionFile)
      throws DialectException {
    ProcessBuilder builder = new ProcessBuilder(command.line(optionFile.map(PrivateFile::path)));
    command.apply(builder.environment());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new DialectException(
          Reason.CLIENT_MISSING, command.program() + " could not be started.", false, e);
    }
  }

  private void begin(OperationContext context) {
    read("errors", process.getErrorStream(), new LineTail(command.redacted(), this::keep));
    command
        .outputLines()
        .ifPresent(
            lines ->
                read("output", process.getInputStream(), new LineTail(command.redacted(), lines)));
    Runtime.getRuntime().addShutdownHook(atExit);
    command
        .timeLimit()
        .ifPresent(
            limit -> {
              CompletableFuture<?> timer =
                  CompletableFuture.runAsync(() -> timeOut(limit), after(limit));
              var unused = process.onExit().thenRun(() -> timer.cancel(false));
            });
    registration = listen(context);
  }

  private void read(String what, InputStream stream, LineTail lines) {
    Thread reader =
        new Thread(() -> lines.drain(stream), "lifeboat-client-" + process.pid() + "-" + what);
    reader.setDaemon(true);
    reader.start();
    readers.add(reader);
  }

  private void keep(String line) {
    synchronized (lastWords) {
      if (lastWords.size() == command.errorLines()) {
        lastWords.removeFirst();
        droppedLines++;
      }
      lastWords.addLast(line);
    }
  }

  /** The client no longer takes or gives bytes: say how it ended instead of how the pipe broke. */
  private DialectException gone(IOException pipe) throws DialectException {
    if (closed) {
      throw new IllegalStateException("This run of a client is closed.", pipe);
    }
    // Whoever closed the pipe is about to end. One that doesn't is not worth waiting for.
    boolean ends = waitBriefly();
    if (!ends) {
      endForcibly();
    }
    ClientExit exit = await();
    return new DialectException(
        Reason.CLIENT_FAILED,
        command.program() + (ends ? " " + exit.describe() : " closed its input and did not end."),
        false,
        pipe);
  }

  private boolean waitBriefly() {
    try {
      return process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private ClientExit exit() throws DialectException {
    try {
      int status = process.waitFor();
      for (Thread reader : readers) {
        // A process the client left behind may hold the stream open: don't wait for that one.
        reader.join(GRACE.toMillis());
      }
      synchronized (lastWords) {
        return new ClientExit(status, List.copyOf(lastWords), droppedLines);
      }
    } catch (InterruptedException e) {
      endForcibly();
      Thread.currentThread().interrupt();
      throw new DialectException(
          Reason.CANCELLED, command.program() + " was ended: interrupted.", false, e);
    }
  }

  private void timeOut(Duration limit) {
    end(
        new DialectException(
            Reason.TIMEOUT,
            command.program() + " was ended: it ran for more than " + limit.toSeconds() + " s."));
  }

  /** Does not block: it runs on the thread of whoever cancels. */
  private void end(DialectException why) {
    if (process.isAlive() && ended.compareAndSet(null, why)) {
      endGracefully();
      var unused = CompletableFuture.runAsync(this::endForcibly, after(GRACE));
    }
  }

  private void endGracefully() {
    if (process.isAlive()) {
      synchronized (children) {
        process.descendants().forEach(children::add);
        children.forEach(ProcessHandle::destroy);
      }
      process.destroy();
    }
  }

  /** Those it started are ended too, though they may have outlived it. */
  private void endForcibly() {
    synchronized (children) {
      process.descendants().forEach(children::add);
      children.forEach(ProcessHandle::destroyForcibly);
    }
    process.destroyForcibly();
  }

  private void endAtExit() {
    endGracefully();
    optionFile.ifPresent(PrivateFile::delete);
  }

  private void removeExitHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs, and finds nothing to do.
    }
  }

  private void closeStreams() {
    for (AutoCloseable stream :
        List.of(process.getOutputStream(), process.getInputStream(), process.getErrorStream())) {
      try {
        stream.close();
      } catch (Exception e) {
        // The process is gone, and nobody reads what is left in its pipes.
      }
    }
  }

  private static Executor after(Duration time) {
    return CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static DialectException cancelled(ClientCommand command, CancellationToken token) {
    return new DialectException(
        Reason.CANCELLED,
        command.program().getFileName() + " was ended: " + token.reason().orElse("cancelled"));
  }
}
