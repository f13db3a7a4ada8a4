package io.lifeboat.backup.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.contract.ProviderContract;
import io.lifeboat.backup.contract.PublicTypes;
import io.lifeboat.backup.spi.BackupProvider;
import io.lifeboat.backup.spi.StorageConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class S3ProviderTest extends ProviderContract {

  private final S3Server server = S3Server.s3Proxy();

  @Override
  protected List<Class<? extends BackupProvider>> providers() {
    return List.of(S3StorageProvider.class);
  }

  @Test
  void everyPublicTypeIsADecision() {
    PublicTypes.assertListed(S3StorageProvider.class, S3ProviderTest.class);
  }

  @Test
  void credentialsOfTheHostsOwnMakingAreUsed() throws IOException {
    assertEquals(List.of(), list(keys(S3Server.SECRET_KEY)));

    StorageException e = assertThrows(StorageException.class, () -> list(keys("another-key")));
    assertEquals(Reason.DENIED, e.reason());
  }

  private static AwsCredentialsProvider keys(String secret) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(S3Server.ACCESS_KEY, secret));
  }

  private List<String> list(AwsCredentialsProvider credentials) throws IOException {
    StorageConfig config =
        S3Options.at("s3://" + server.newBucket())
            .withEndpoint(server.endpoint().toString())
            .withAttempts(1)
            .toConfig();
    List<String> keys = new ArrayList<>();
    try (StorageTarget storage = S3Options.providerWith(credentials).open(config)) {
      storage.list("", object -> keys.add(object.key().value()));
    }
    return keys;
  }
}
