using FluentValidation;

namespace CdViz.Api.Configuration;

/// <summary>Where events come from that are not sent to us.</summary>
public sealed record SourceSettings
{
    /// <summary>Its name; kept with its events as their sender.</summary>
    internal string Name { get; init; } = "";

    /// <summary>What it is.</summary>
    public SourceType? Type { get; init; }

    /// <summary>Where the broker is, with user and password.</summary>
    public string Uri { get; init; } = "amqp://guest:guest@127.0.0.1:5672";

    /// <summary>The queue to listen on.</summary>
    public string Queue { get; init; } = "";

    /// <summary>Messages that may be taken and not yet acknowledged: as many can share a transaction.</summary>
    public int Prefetch { get; init; } = 256;

    /// <summary>Whether to make the queue, durable, where there is none.</summary>
    public bool Declare { get; init; }

    /// <summary>Where the broker is, without password.</summary>
    internal string SafeUri => System.Uri.TryCreate(Uri, UriKind.Absolute, out var uri)
        ? new UriBuilder(uri) { Password = uri.UserInfo.Contains(':', StringComparison.Ordinal) ? "***" : "" }.ToString()
        : "***";
}

/// <summary>What a source is.</summary>
public enum SourceType
{
    /// <summary>A queue of a RabbitMQ broker, or another that speaks AMQP 0-9-1.</summary>
    RabbitMq,
}

/// <summary>What is allowed of a source.</summary>
internal sealed class SourceRules : AbstractValidator<SourceSettings>
{
    /// <summary>The rules.</summary>
    public SourceRules()
    {
        RuleFor(source => source.Type).Must(type => type is { } known && Enum.IsDefined(known)).WithMessage(SettingsReader.Words(typeof(SourceType)));
        RuleFor(source => source.Uri).Must(IsBroker).WithState(_ => SettingsRules.Secret).WithMessage("amqp:// or amqps:// with a host, such as amqp://user:password@host:5672/vhost");
        RuleFor(source => source.Queue).Must(name => name is { Length: > 0 and <= 200 }).WithMessage("the name of a queue, 1 to 200 characters");
        RuleFor(source => source.Prefetch).InclusiveBetween(1, 10_000).WithMessage("a whole number from 1 to 10000");
    }

    private static bool IsBroker(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "amqp" or "amqps", Host.Length: > 0 };
}
