package io.lifeboat.backup.mariadb.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.lifeboat.backup.BackupException;
import io.lifeboat.backup.BackupFailedException;
import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupRequest;
import io.lifeboat.backup.Operation;
import io.lifeboat.backup.RestoreFailedException;
import io.lifeboat.backup.RestoreFailedException.TargetState;
import io.lifeboat.backup.RestoreRequest;
import io.lifeboat.backup.mysql.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process, a client or the server is killed at moments spread over a backup and over a restore
 * on a real server. Whatever the moment, nothing that looks whole is not, and the data of before is
 * there or comes back.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES) // the campaign kills many times
@Tag("one-jdk")
class KilledAnywhereTest {

  private static final String IMAGE = "mariadb:11.8";

  /** What a recovery is needed for. */
  private static final Set<TargetState> OPEN =
      Set.of(TargetState.DAMAGED, TargetState.NEEDS_RECOVERY);

  private static final int KILLS = Boolean.getBoolean("campaign") ? 60 : 6;
  private static final long SEED = Long.getLong("seed", 20_261_125);

  @TempDir Path folder;

  private final Random random = new Random(SEED);

  /** Kills that met something that ran. */
  private int hits;

  @BeforeEach
  void serversAreWanted() {
    assumeFalse(
        "none".equals(System.getProperty("servers")), "servers were switched off: -Dservers=none");
  }

  @Test
  void aProcessKilledWhileItBacksUp() throws Exception {
    Scene scene = new Scene(TestServer.shared(IMAGE), "killed backup process", folder);
    Duration undisturbed = timed(HostProcess.backingUp(scene.host()));
    for (int kill = 0; kill < KILLS; kill++) {
      try (HostProcess process = HostProcess.backingUp(scene.host())) {
        process.awaitBegin();
        Thread.sleep(moment(kill, undisturbed));
        hits += process.kill() ? 1 : 0;
      }
      scene.settleBackup();
    }
    report("backup, process", undisturbed, scene);
  }

  @Test
  void aClientKilledInABackup() throws Exception {
    Scene scene = new Scene(TestServer.shared(IMAGE), "killed backup client", folder);
    killInBackup(scene, "backup, client", operation -> killClients(scene, operation));
  }

  @Test
  void aServerKilledInABackup() throws Exception {
    Scene scene = new Scene(TestServer.start(IMAGE), "killed backup server", folder);
    killInBackup(scene, "backup, server", operation -> scene.killServer());
  }

  @Test
  void aProcessKilledWhileItRestores() throws Exception {
    Scene scene = new Scene(TestServer.shared(IMAGE), "killed restore process", folder);
    String id = scene.backup();
    Duration undisturbed = timed(HostProcess.restoring(scene.host(), id));
    for (int kill = 0; kill < KILLS; kill++) {
      State old = scene.makeOld();
      try (HostProcess process = HostProcess.restoring(scene.host(), id)) {
        process.awaitBegin();
        if (isAimed(kill)) {
          Scene.await(scene::isAnnounced, "the restore changes the database");
          Thread.sleep(random.nextLong(undisturbed.toMillis() / 4));
        } else {
          Thread.sleep(moment(kill, undisturbed));
        }
        hits += process.kill() ? 1 : 0;
      }
      scene.settleRestore(old);
    }
    report("restore, process", undisturbed, scene);
    assertTrue(scene.cutOff() > 0, "a restore was cut off while it changed the data");
  }

  @Test
  void aClientKilledInARestore() throws Exception {
    Scene scene = new Scene(TestServer.shared(IMAGE), "killed restore client", folder);
    killInRestore(scene, "restore, client", operation -> killClients(scene, operation));
  }

  @Test
  void allClientsKilledFromThenOnInARestore() throws Exception {
    Scene scene = new Scene(TestServer.shared(IMAGE), "killed restore clients", folder);
    killInRestore(
        scene,
        "restore, all clients",
        operation -> {
          while (killClients(scene, operation)) {
            Thread.sleep(20);
          }
        });
    assertTrue(scene.cutOff() > 0, "the safety backup could not be brought back");
  }

  @Test
  void aServerKilledInARestore() throws Exception {
    Scene scene = new Scene(TestServer.start(IMAGE), "killed restore server", folder);
    killInRestore(scene, "restore, server", operation -> scene.killServer());
    assertTrue(scene.cutOff() > 0, "a restore was cut off while it changed the data");
  }

  private interface Killing {
    void kill(Operation<?> operation) throws Exception;
  }

  /** Kills the clients that run, or else the next one; tells whether there was one. */
  private static boolean killClients(Scene scene, Operation<?> operation) {
    while (!operation.isDone()) {
      var clients = scene.host().runningClients();
      clients.forEach(ProcessHandle::destroyForcibly);
      if (!clients.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private void killInBackup(Scene scene, String what, Killing killing) throws Exception {
    Duration undisturbed;
    try (BackupManager backups = scene.host().builder().build()) {
      backups.backup(BackupRequest.everything()); // the first one also loads classes
      undisturbed = backups.backup(BackupRequest.everything()).took();
    }
    for (int kill = 0; kill < KILLS; kill++) {
      try (BackupManager backups = scene.host().builder().build()) {
        Operation<?> operation = backups.startBackup(BackupRequest.everything());
        Thread.sleep(moment(kill, undisturbed));
        boolean runs = !operation.isDone();
        hits += runs ? 1 : 0;
        killing.kill(operation);
        try {
          operation.await();
        } catch (BackupFailedException e) {
          assertTrue(runs, () -> "failed before it was disturbed: " + e);
        }
      }
      scene.settleBackup();
    }
    report(what, undisturbed, scene);
  }

  private void killInRestore(Scene scene, String what, Killing killing) throws Exception {
    String id = scene.backup();
    Duration undisturbed;
    try (BackupManager backups = scene.host().builder().build()) {
      backups.restore(RestoreRequest.ofBackup(id)); // the first one also loads classes
      undisturbed = backups.restore(RestoreRequest.ofBackup(id)).took();
    }
    for (int kill = 0; kill < KILLS; kill++) {
      State old = scene.makeOld();
      try (BackupManager backups = scene.host().builder().build()) {
        Operation<?> operation = backups.startRestore(RestoreRequest.ofBackup(id));
        if (isAimed(kill)) {
          Scene.await(
              () -> scene.isAnnounced() || operation.isDone(), "the restore changes the database");
          Thread.sleep(random.nextLong(undisturbed.toMillis() / 4));
        } else {
          Thread.sleep(moment(kill, undisturbed));
        }
        boolean runs = !operation.isDone();
        hits += runs ? 1 : 0;
        killing.kill(operation);
        awaitRestore(operation, runs, scene);
      }
      scene.settleRestore(old);
    }
    report(what, undisturbed, scene);
  }

  /** What a failed restore says must be what the next process finds. */
  private static void awaitRestore(Operation<?> operation, boolean disturbed, Scene scene)
      throws Exception {
    try {
      operation.await();
      assertFalse(scene.isAnnounced(), "success");
    } catch (BackupException e) {
      assertTrue(disturbed, () -> "failed before it was disturbed: " + e);
      boolean isOpen =
          e instanceof RestoreFailedException failed && OPEN.contains(failed.targetState());
      assertEquals(isOpen, scene.isAnnounced(), e::toString);
    }
  }

  /** The dangerous part of a restore is short: every third kill is meant for it. */
  private static boolean isAimed(int kill) {
    return kill % 3 == 0;
  }

  /** A moment of the kill's own share of the undisturbed duration. */
  private long moment(int kill, Duration undisturbed) {
    return (long) ((kill + random.nextDouble()) / KILLS * undisturbed.toMillis());
  }

  private static Duration timed(HostProcess process) throws Exception {
    try (process) {
      process.awaitBegin();
      long begun = System.nanoTime();
      process.awaitDone();
      return Duration.ofNanos(System.nanoTime() - begun);
    }
  }

  private void report(String what, Duration undisturbed, Scene scene) {
    System.out.printf(
        "%s: seed %d, undisturbed %d ms, %d kills of which %d hit; %s%n",
        what, SEED, undisturbed.toMillis(), KILLS, hits, scene);
    assertTrue(hits >= KILLS / 2, "most kills were early enough to be a fair test: " + hits);
  }
}
