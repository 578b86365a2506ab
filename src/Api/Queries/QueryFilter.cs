using System.Text.Json;
using CdViz.Domain;
using FluentValidation;

namespace CdViz.Api;

/// <summary>Refuses a query whose parameters are not as its rules say, or that has one the endpoint does not know.</summary>
internal static class QueryFilter
{
    /// <summary>Checks the handler's argument of type <typeparamref name="TQuery"/>, whose properties are the parameters.</summary>
    public static RouteHandlerBuilder WithQuery<TQuery>(this RouteHandlerBuilder endpoint, AbstractValidator<TQuery> rules) where TQuery : class
    {
        var known = typeof(TQuery).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).ToList();
        return endpoint.AddEndpointFilter(async (context, next) =>
        {
            var errors = Unknown(context.HttpContext.Request.Query, known)
                .Concat(rules.Validate(context.Arguments.OfType<TQuery>().Single()).Errors
                    .Select(error => new Violation($"/{JsonNamingPolicy.CamelCase.ConvertName(error.PropertyName)}", error.ErrorCode, error.ErrorMessage)))
                .ToList();
            return errors.Count == 0 ? await next(context) : Problems.BadQuery(errors);
        }).ProducesProblem(StatusCodes.Status400BadRequest);
    }

    // A mistyped filter that is passed over in silence gives an answer to another question.
    private static IEnumerable<Violation> Unknown(IQueryCollection query, List<string> known) => query.Keys
        .Where(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase))
        .Select(key => new Violation($"/{key}", "query.unknown", $"There is no parameter '{key}' here; allowed: {string.Join(", ", known)}."));
}
