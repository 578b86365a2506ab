using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CdViz.Api.Subscriptions;

/// <summary>Reads what somebody wants of a subscription, from a request or a file, and says of everything that is wrong where it is.</summary>
internal static class SubscriptionBody
{
    private const int MaxBytes = 256 * 1024;

    /// <summary>Reads the body of a request.</summary>
    public static async Task<(SubscriptionDefinition? Definition, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request, string name, bool canSeal, CancellationToken ct)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, ct)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxBytes)
            {
                return (null, Problems.Of(StatusCodes.Status413PayloadTooLarge, "Too large", $"A subscription may have {MaxBytes} bytes."));
            }
        }

        var (definition, errors) = Parse(body.ToArray(), name, canSeal);
        return errors.Count is 0 ? (definition, null)
            : (null, Problems.Of(StatusCodes.Status422UnprocessableEntity, "Not a subscription", "The subscription is not as it should be.", errors));
    }

    /// <summary>Reads JSON.</summary>
    public static (SubscriptionDefinition? Definition, IReadOnlyList<Violation> Errors) Parse(ReadOnlySpan<byte> json, string name, bool canSeal)
    {
        try
        {
            return JsonSerializer.Deserialize<SubscriptionDefinition>(json, SubscriptionDefinition.Json) is { } definition
                ? (definition with { Name = name, IsMade = true }, Errors(definition with { Name = name, IsMade = true }, canSeal))
                : (null, [new Violation("", "subscription.json", "A JSON object is needed.")]);
        }
        catch (JsonException fault)
        {
            return (null, [new Violation(Pointer(fault.Path?.TrimStart('$') ?? ""), "subscription.json", Plain(fault.Message))]);
        }
    }

    private static List<Violation> Errors(SubscriptionDefinition definition, bool canSeal) =>
    [
        .. new SubscriptionRules(isMade: true, canSeal).Validate(definition).Errors
            .Select(error => new Violation(Pointer($".{error.PropertyName}"), $"subscription.{error.PropertyName.Split('.')[0].ToLowerInvariant()}", $"Allowed: {error.ErrorMessage}.")),
    ];

    private static string Pointer(string path) =>
        string.Concat(path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries).Select(part => $"/{JsonNamingPolicy.CamelCase.ConvertName(part)}"));

    // Where in the text is said by the pointer, and what types are called here is no matter of those who send.
    private static string Plain(string message) =>
        message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) ? "The value is not one that is allowed here."
        : message.Contains("could not be mapped", StringComparison.Ordinal) ? "There is no such member."
        : message.Contains("Path:", StringComparison.Ordinal) ? message[..message.IndexOf("Path:", StringComparison.Ordinal)].Trim() : message;
}
