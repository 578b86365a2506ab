using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Feed;

/// <summary><c>GET /badges/{environment}/{service}.svg</c>: what runs there now, as a picture.</summary>
public static class BadgeEndpoint
{
    private const string Prefix = "/badges/";
    private const string Suffix = ".svg";
    private const string Now = "select version, kind from cdviz.current_deployment where environment = $1 and service = $2";

    /// <summary>A badge with the version that runs</summary>
    /// <remarks>
    /// An SVG picture for a README: the version of the service in the environment; grey 'unknown' where none is known. A slash in an id is written %2F. It may be
    /// open to everybody: setting Public:Badges.
    /// </remarks>
    [WolverineGet("/badges/{environment}/{service}.svg", OperationId = "getBadge"), Tags("Feed"), Authorize(PublicReads.Badges), Refuses(404)]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "image/svg+xml"), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static async Task<Answer> GetAsync(
        string environment, string service, [FromQuery] Query query, HttpContext context, NpgsqlDataSource database, Settings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        (environment, service) = Sent(context, environment, service);
        if (environment.Contains('\0', StringComparison.Ordinal) || service.Contains('\0', StringComparison.Ordinal))
        {
            return new(Problems.NotFound("No id contains U+0000."));
        }

        var running = await Rows.ListAsync(database, Now, [environment, service], row => (Version: row.Text(0), Kind: row.Text(1)), ct);
        var picture = running is [var one, ..]
            ? new BadgePicture(query.Label ?? environment, one.Version is { } version ? Say.Version(version) : "deployed", one.Kind is "rolledback" ? BadgePicture.Orange : BadgePicture.Green)
            : new BadgePicture(query.Label ?? environment, "unknown", BadgePicture.Grey);
        if (settings.Public.Badges)
        {
            AnswerHeaders.Lend(context);
        }

        return FeedEndpoints.Of(context, settings.Public.Badges, picture.ToSvg(), "image/svg+xml; charset=utf-8");
    }

    // Routing leaves %2F as it is and decodes all else, so what was sent is read.
    private static (string Environment, string Service) Sent(HttpContext context, string environment, string service)
    {
        var target = (context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "").Split('?')[0];
        var begin = target.IndexOf(Prefix, StringComparison.OrdinalIgnoreCase);
        return begin >= 0 && target[(begin + Prefix.Length)..].Split('/') is [var first, var last] && last.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
            ? (Uri.UnescapeDataString(first), Uri.UnescapeDataString(last[..^Suffix.Length]))
            : (Uri.UnescapeDataString(environment), Uri.UnescapeDataString(service));
    }

    public sealed record Query(string? Label) : IQuery<Query>
    {
        static AbstractValidator<Query> IQuery<Query>.Rules => new QueryValidator();
    }

    private sealed class QueryValidator : AbstractValidator<Query>
    {
        public QueryValidator() => RuleFor(query => query.Label).IsText();
    }
}
