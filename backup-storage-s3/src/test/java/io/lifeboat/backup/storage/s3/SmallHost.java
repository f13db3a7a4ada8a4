package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupReport;
import io.lifeboat.backup.BackupRequest;
import io.lifeboat.backup.Encryption;
import io.lifeboat.backup.HostApplication;
import io.lifeboat.backup.RestoreReport;
import io.lifeboat.backup.RestoreRequest;
import io.lifeboat.backup.codec.AgeKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** A process with a small heap that backs a large database up to a server, and restores it. */
final class SmallHost {

  /** Of a process whose heap has 64: compression, threads and connections are the rest. */
  private static final long MOST_MEBIBYTES = 300;

  private SmallHost() {}

  static int run(Path log, Path state, String endpoint, String bucket, long mebibytes)
      throws IOException, InterruptedException {
    return ChildWriter.await(
        ChildWriter.java(
                SmallHost.class, state.toString(), endpoint, bucket, String.valueOf(mebibytes))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start());
  }

  public static void main(String[] args) throws IOException {
    AgeKeys keys = AgeKeys.generate();
    try (BackupManager backups =
        BackupManager.builder()
            .application(HostApplication.of("Demo", "1.0.0"))
            .provider(new MadeUpDialect())
            .database(MadeUpDialect.of(Long.parseLong(args[3])))
            .storage(S3Server.optionsFor(args[2], URI.create(args[1]), false).toConfig())
            .stateDirectory(Path.of(args[0]))
            .encryption(Encryption.recipients(keys.recipient()).withIdentities(keys.identity()))
            .build()) {
      BackupReport made = backups.backup(BackupRequest.everything());
      RestoreReport restored =
          backups.restore(
              RestoreRequest.ofBackup(made.id()).withoutSafetyBackup().inPlace().provingRows());
      System.out.printf(
          "%d bytes in %s, and back in %s; ", made.backup().size(), made.took(), restored.took());
    }
    ChildWriter.requireLittleMemory(MOST_MEBIBYTES);
  }
}
