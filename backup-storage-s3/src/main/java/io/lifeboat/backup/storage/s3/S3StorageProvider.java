package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.spi.StorageConfig;
import io.lifeboat.backup.spi.StorageProvider;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Offers {@code s3}: a bucket, or what is below a prefix in it, such as {@code
 * s3://bucket/some/prefix}.
 *
 * <p>{@link S3Options} names the settings. A provider that was made with credentials is given to
 * the builder of the host's manager, where it wins over the one that is discovered.
 */
public final class S3StorageProvider implements StorageProvider {

  private final @Nullable AwsCredentialsProvider credentials;

  /** Make the provider. Credentials come from the settings, else from the SDK's usual places. */
  public S3StorageProvider() {
    this.credentials = null;
  }

  /**
   * Make a provider with credentials of the host's own making.
   *
   * @param credentials asked before requests, on several threads; never closed by this provider.
   *     Used unless the settings name keys or a profile
   */
  public S3StorageProvider(AwsCredentialsProvider credentials) {
    this.credentials = credentials;
  }

  @Override
  public String id() {
    return "s3";
  }

  @Override
  public int apiLevel() {
    return API_LEVEL;
  }

  @Override
  public StorageTarget open(StorageConfig config) throws IOException {
    S3Settings settings = S3Settings.parse(config);
    Connection connection = Connection.open(settings, credentials);
    return new S3Storage(connection, new Leftovers(connection, config.clock()), config.clock());
  }
}
