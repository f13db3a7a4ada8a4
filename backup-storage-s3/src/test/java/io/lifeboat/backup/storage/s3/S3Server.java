package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.api.StorageTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A real server of the protocol that checks signatures, started once for a JVM. */
final class S3Server {

  static final String ACCESS_KEY = "AKIALIFEBOATTEST";
  static final String SECRET_KEY = "wJalr/XUtnFEMI+K7MDENG=bPxRfiCY";

  private static @Nullable S3Server proxy;
  private static @Nullable S3Server ceph;

  private final URI endpoint;
  private final S3Client raw;
  private final boolean conditional;

  private S3Server(URI endpoint, boolean conditional) {
    this.endpoint = endpoint;
    this.conditional = conditional;
    this.raw =
        S3Client.builder()
            .region(Region.US_EAST_1)
            .endpointOverride(endpoint)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
  }

  /** S3Proxy, in this JVM, which keeps objects in memory. It refuses {@code If-None-Match} then. */
  static synchronized S3Server s3Proxy() {
    if (proxy == null) {
      try {
        Properties properties = new Properties();
        properties.setProperty("s3proxy.endpoint", "http://127.0.0.1:0");
        properties.setProperty("s3proxy.authorization", "aws-v4");
        properties.setProperty("s3proxy.identity", ACCESS_KEY);
        properties.setProperty("s3proxy.credential", SECRET_KEY);
        S3Proxy server =
            S3Proxy.Builder.fromProperties(properties)
                .blobStore(new WholeObjects(new TransientNio2BlobStore()))
                .build();
        server.start();
        proxy = new S3Server(URI.create("http://127.0.0.1:" + server.getPort()), false);
      } catch (Exception e) {
        throw new IllegalStateException("S3Proxy did not start.", e);
      }
    }
    return proxy;
  }

  /** Ceph's object gateway with a cluster behind it, in a container. */
  @SuppressWarnings("resource") // ended with the run, by its label
  static synchronized S3Server ceph() {
    if (ceph == null) {
      GenericContainer<?> container =
          new GenericContainer<>(DockerImageName.parse("ceph:20"))
              .withExposedPorts(7480)
              .withEnv("S3_ACCESS_KEY", ACCESS_KEY)
              .withEnv("S3_SECRET_KEY", SECRET_KEY)
              .withLabel("io.lifeboat.test", "true")
              .withLabel("io.lifeboat.run", System.getProperty("lifeboat.run", "by-hand"))
              .waitingFor(
                  Wait.forHttp("/")
                      .forPort(7480)
                      .withStartupTimeout(java.time.Duration.ofMinutes(3)));
      container.start();
      ceph =
          new S3Server(
              URI.create("http://" + container.getHost() + ":" + container.getMappedPort(7480)),
              true);
    }
    return ceph;
  }

  URI endpoint() {
    return endpoint;
  }

  /** Whether it honours {@code If-None-Match: *}. */
  boolean isConditional() {
    return conditional;
  }

  S3Client raw() {
    return raw;
  }

  String newBucket() {
    String bucket = "b-" + UUID.randomUUID();
    raw.createBucket(create -> create.bucket(bucket));
    return bucket;
  }

  /** Options for a prefix of a bucket, with the smallest parts. */
  S3Options options(String bucket) {
    return options(bucket, endpoint);
  }

  S3Options options(String bucket, URI by) {
    return optionsFor(bucket, by, conditional);
  }

  static S3Options optionsFor(String bucket, URI by, boolean conditional) {
    return S3Options.at("s3://" + bucket + "/some/prefix")
        .withEndpoint(by.toString())
        .withKeys(ACCESS_KEY, Secret.of(SECRET_KEY))
        .withConditionalCreate(conditional)
        .withAttempts(4);
  }

  static StorageTarget open(S3Options options) throws IOException {
    return new S3StorageProvider().open(options.toConfig());
  }

  /** Every key in a bucket, whoever put it there. */
  List<String> keys(String bucket) {
    return raw.listObjectsV2Paginator(list -> list.bucket(bucket)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  /** The keys of uploads that are neither complete nor aborted. */
  List<String> uploads(String bucket) {
    return raw.listMultipartUploads(list -> list.bucket(bucket)).uploads().stream()
        .map(MultipartUpload::key)
        .toList();
  }

  /** Lists no object that is still being received, as that store alone would. */
  private static final class WholeObjects extends ForwardingBlobStore {

    WholeObjects(BlobStore store) {
      super(store);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
      byte[] bytes;
      try {
        bytes = body.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      synchronized (this) {
        return super.putBlob(request, new ByteArrayInputStream(bytes));
      }
    }

    @Override
    public synchronized ListObjectsV2Response list(ListObjectsV2Request request) {
      return super.list(request);
    }
  }
}
