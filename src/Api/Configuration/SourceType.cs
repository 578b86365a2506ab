namespace CdViz.Api.Configuration;

/// <summary>What a source is.</summary>
public enum SourceType
{
    /// <summary>A queue of a RabbitMQ broker, or another that speaks AMQP 0-9-1.</summary>
    RabbitMq,

    /// <summary>What a tool posts to <c>/webhooks/NAME</c>.</summary>
    Webhook,

    /// <summary>CloudEvents posted to <c>/cloudevents</c>, by type, source and subject.</summary>
    CloudEvents,

    /// <summary>Topics of Kafka, or another that speaks its protocol.</summary>
    Kafka,

    /// <summary>A subject of NATS, or a stream of its JetStream.</summary>
    Nats,

    /// <summary>The files of a folder.</summary>
    Folder,

    /// <summary>What a server answers, asked again and again.</summary>
    Http,

    /// <summary>The objects of a bucket of S3, or another that speaks its protocol.</summary>
    S3,

    /// <summary>A stream of server-sent events.</summary>
    Sse,

    /// <summary>The tags of a registry of container images.</summary>
    Registry,

    /// <summary>The workloads of a Kubernetes cluster, watched.</summary>
    Kubernetes,

    /// <summary>Logs of OpenTelemetry posted to <c>/v1/logs</c>.</summary>
    Otlp,
}

/// <summary>Where reading begins when nothing of a source was read yet.</summary>
public enum SourceStart
{
    /// <summary>At the first that is there.</summary>
    Earliest,

    /// <summary>At what comes from now on.</summary>
    Latest,
}

/// <summary>How files and bodies are cut into inputs.</summary>
public enum SourceFormat
{
    /// <summary>By the name's ending or the media type.</summary>
    Auto,

    /// <summary>JSON: a document, or each item of an array.</summary>
    Json,

    /// <summary>JSON, a document each line.</summary>
    Ndjson,

    /// <summary>Comma-separated values with a line of names: an object of texts for each row.</summary>
    Csv,

    /// <summary>YAML: each document, or each item of one that is a list.</summary>
    Yaml,

    /// <summary>Each line as it is.</summary>
    Lines,

    /// <summary>The whole as it is.</summary>
    Whole,
}
