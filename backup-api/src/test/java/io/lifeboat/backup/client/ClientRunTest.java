package io.lifeboat.backup.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClientRunTest {

  private static final int MANY = 4096;

  @TempDir Path directory;

  @Test
  void argumentsArriveAsTheyAreThroughNoShell() throws Exception {
    String weird = "a 'b' \"c\" $HOME `id` ; \\ * \u00e4";

    String output =
        script("printf '%s|' \"$@\"").withArguments("--", weird, "").read(MANY, context());

    assertEquals("--|" + weird + "||", output);
  }

  @Test
  void aFailingClientIsQuotedWithItsLastLinesOnly() throws Exception {
    ClientCommand command =
        script("for i in $(seq 1 5000); do echo line $i >&2; done; exit 3").withErrorLines(2);

    DialectException e = fails(command);

    assertEquals(Reason.CLIENT_FAILED, e.reason());
    assertTrue(message(e).contains("exit status 3"), message(e));
    assertTrue(message(e).endsWith("line 4999 | line 5000"), message(e));
  }

  @Test
  void anEndlessLineOfErrorsTakesNoMemory() throws Exception {
    DialectException e = fails(script("head -c 300000000 /dev/zero | tr '\\0' x >&2; exit 1"));

    assertTrue(message(e).length() < 2 * LineTail.MAX_BYTES, "message is short");
  }

  @Test
  void secretsAreReplacedInLastWords() throws Exception {
    Secret password = Secret.of("p\u00e4ss$1\\word");
    ClientCommand command =
        script("echo \"wrong password '$SECRET' here\" >&2; exit 1")
            .withSecretEnvironment("SECRET", password);

    DialectException e = fails(command);

    assertTrue(message(e).endsWith("wrong password '***' here"), message(e));
  }

  @Test
  void aSecretCutInHalfByTheLengthOfALineIsNotShown() throws Exception {
    Secret password = Secret.of("0123456789abcdef");
    for (int before = LineTail.MAX_BYTES - 20; before < LineTail.MAX_BYTES + 20; before++) {
      ClientCommand command =
          script("head -c " + before + " /dev/zero | tr '\\0' x >&2; echo \"${S}tail\" >&2; exit 1")
              .withSecretEnvironment("S", password);

      assertFalse(message(fails(command)).contains("0123"), "cut after " + before);
    }
  }

  @Test
  void theOptionFileIsTheFirstArgumentPrivateAndGoneAfterwards() throws Exception {
    ClientCommand command =
        script("f=${1#--defaults-file=}; stat -c %a \"$f\"; cat \"$f\"")
            .withArguments("second")
            .withOptionFile("--defaults-file=", Secret.of("[client]\npassword=x\u00e4\n"));

    assertEquals("600\n[client]\npassword=x\u00e4\n", command.read(MANY, context()));
    assertEquals(List.of(), leftovers());
  }

  @Test
  void theOptionFileIsGoneWhenTheProgramCannotBeStarted() {
    ClientCommand command =
        ClientCommand.of(directory.resolve("absent")).withOptionFile("--f=", Secret.of("x"));

    DialectException e =
        assertThrows(DialectException.class, () -> command.start(context()).close());

    assertEquals(Reason.CLIENT_MISSING, e.reason());
    assertEquals(List.of(), leftovers());
  }

  @Test
  void hiddenVariablesAreNotSeenByTheClient() throws Exception {
    assertTrue(System.getenv().containsKey("PATH"));

    String output =
        ClientCommand.of(Path.of("/usr/bin/env"))
            .withEnvironment("ADDED", "1")
            .withoutEnvironment("PATH", "NOT_THERE")
            .read(1 << 20, context());

    assertTrue(output.contains("ADDED=1"), output);
    assertFalse(output.contains("\nPATH="), output);
  }

  @Test
  void aClientThatStopsReadingIsQuotedInsteadOfTheBrokenPipe() throws Exception {
    ClientCommand command =
        script("head -c 100 >/dev/null; echo 'ERROR 1064 (42000): syntax' >&2; exit 1");

    DialectException e = assertThrows(DialectException.class, () -> feed(command, 10_000_000));

    assertEquals(Reason.CLIENT_FAILED, e.reason());
    assertTrue(message(e).contains("ERROR 1064"), message(e));
  }

  @Test
  void aClientThatTalksWhileItIsFedDoesNotBlock() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    ClientCommand command =
        script("while IFS= read -r l; do echo \"out $l\"; echo \"err $l\" >&2; done")
            .withOutputLines(lines::add);
    byte[] line = "0123456789012345678901234567890123456789\n".getBytes(StandardCharsets.US_ASCII);

    try (ClientRun run = command.start(context())) {
      for (int i = 0; i < 20_000; i++) {
        run.write(line, 0, line.length);
      }
      run.endInput();
      run.awaitSuccess();
    }

    assertEquals(20_000, lines.size());
  }

  @Test
  void aKilledClientFailsWithItsSignal() throws Exception {
    try (ClientRun run = script("echo 'last word' >&2; echo x; exec sleep 600").start(context())) {
      assertTrue(run.read(new byte[10]) > 0);
      ProcessHandle.of(run.pid()).orElseThrow().destroyForcibly();

      DialectException e = assertThrows(DialectException.class, run::awaitSuccess);

      assertEquals(Reason.CLIENT_FAILED, e.reason());
      assertTrue(message(e).contains("signal 9"), message(e));
      assertTrue(message(e).contains("last word"), message(e));
    }
  }

  @Test
  void cancellationEndsAClientThatIgnoresTheFirstSignalAndItsChildren() throws Exception {
    CancellationToken token = CancellationToken.create();
    OperationContext context = context().withCancellation(token);
    ClientCommand command =
        script(
            "trap '' TERM; echo ready; sleep 600 & child=$!; echo $child; while :; do sleep 1; done");

    try (ClientRun run = command.start(context)) {
      StringBuilder said = new StringBuilder();
      byte[] buffer = new byte[100];
      while (said.toString().lines().count() < 2) {
        said.append(new String(buffer, 0, run.read(buffer), StandardCharsets.UTF_8));
      }
      long child = Long.parseLong(said.toString().lines().toList().get(1));
      token.cancel("the operator asked");

      DialectException e = assertThrows(DialectException.class, run::await);

      assertEquals(Reason.CANCELLED, e.reason());
      assertTrue(message(e).contains("the operator asked"), message(e));
      assertFalse(run.isRunning());
      awaitEnd(child);
    }
  }

  @Test
  void aCancelledOperationStartsNothing() {
    CancellationToken token = CancellationToken.create();
    token.cancel("too late");
    OperationContext context = context().withCancellation(token);

    DialectException e =
        assertThrows(DialectException.class, () -> script("touch started").start(context).close());

    assertEquals(Reason.CANCELLED, e.reason());
  }

  @Test
  void theTimeLimitEndsAClientThatHangs() throws Exception {
    DialectException e = fails(script("exec sleep 600").withTimeLimit(Duration.ofMillis(200)));

    assertEquals(Reason.TIMEOUT, e.reason());
  }

  @Test
  void closingEndsTheClientWhateverTheCallerThrew() throws Exception {
    ClientCommand command = script("exec sleep 600").withOptionFile("--file=", Secret.of("secret"));
    ClientRun run = command.start(context());

    assertThrows(
        IllegalArgumentException.class,
        () -> {
          try (run) {
            throw new IllegalArgumentException("a bug of the caller");
          }
        });

    assertFalse(run.isRunning());
    assertEquals(List.of(), leftovers());
    run.close();
  }

  @Test
  void aClientDoesNotOutliveTheJvm() throws Exception {
    Path mark = directory.resolve("pid");
    Path script = Scripts.write(directory.resolve("client"), "echo $$ > " + mark, "exec sleep 600");
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StartAndExit.class.getName(),
                script.toString(),
                directory.toString())
            .inheritIO()
            .start();

    assertEquals(7, jvm.waitFor());

    long client = Long.parseLong(Files.readString(mark).strip());
    awaitEnd(client);
    assertEquals(List.of(), leftovers());
  }

  /** A host that leaves in the middle of a run. */
  static final class StartAndExit {

    private StartAndExit() {}

    public static void main(String[] args) throws Exception {
      Path directory = Path.of(args[1]);
      ClientCommand command =
          ClientCommand.of(Path.of(args[0])).withOptionFile("--f=", Secret.of("secret"));
      ClientRun run = command.start(OperationContext.in(directory));
      while (!Files.exists(directory.resolve("pid")) && run.isRunning()) {
        Thread.onSpinWait();
      }
      System.exit(7);
    }
  }

  private ClientCommand script(String... lines) throws IOException {
    return ClientCommand.of(Scripts.write(directory.resolve("client"), lines));
  }

  private DialectException fails(ClientCommand command) {
    return assertThrows(DialectException.class, () -> command.read(MANY, context()));
  }

  /** Bounded by the timeout of the test. One that nobody has buried yet has ended too. */
  private static void awaitEnd(long pid) {
    while (true) {
      try {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        if (stat.substring(stat.lastIndexOf(')') + 2).startsWith("Z")) {
          return;
        }
      } catch (IOException e) {
        return;
      }
      Thread.onSpinWait();
    }
  }

  private static String message(DialectException e) {
    return String.valueOf(e.getMessage());
  }

  private void feed(ClientCommand command, int bytes) throws DialectException {
    byte[] buffer = new byte[1000];
    try (ClientRun run = command.withOutputLines(line -> {}).start(context())) {
      for (int sent = 0; sent < bytes; sent += buffer.length) {
        run.write(buffer, 0, buffer.length);
      }
      run.endInput();
      run.awaitSuccess();
    }
  }

  private List<Path> leftovers() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith("options-")).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private OperationContext context() {
    return OperationContext.in(directory);
  }
}
