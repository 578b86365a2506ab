using System.Reflection;
using System.Text.Json;
using FluentValidation;

namespace CdViz.Api.Queries;

/// <summary>Refuses a query whose parameters are not as its rules say, or that has one the endpoint does not know.</summary>
public static class QueryCheck
{
    /// <summary>The refusal, or null to go on.</summary>
    public static IResult? Refuse<TQuery>(TQuery query, HttpRequest request) where TQuery : IQuery<TQuery>
    {
        var errors = Unknown(request.Query, Parameters<TQuery>.Known).Concat(Wrong(query)).ToList();
        return errors.Count == 0 ? null : Problems.BadQuery(errors);
    }

    /// <summary>What the rules say against its parameters.</summary>
    public static IEnumerable<Violation> Wrong<TQuery>(TQuery query) where TQuery : IQuery<TQuery> => Parameters<TQuery>.Rules.Validate(query).Errors
        .Select(error => new Violation($"/{JsonNamingPolicy.CamelCase.ConvertName(error.PropertyName)}", error.ErrorCode, error.ErrorMessage));

    // A mistyped filter that is passed over in silence gives an answer to another question.
    private static IEnumerable<Violation> Unknown(IQueryCollection query, List<string> known) => query.Keys
        .Where(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase))
        .Select(key => new Violation($"/{key}", "query.unknown", $"There is no parameter '{key}' here; allowed: {string.Join(", ", known)}."));

    private static class Parameters<TQuery> where TQuery : IQuery<TQuery>
    {
        public static readonly AbstractValidator<TQuery> Rules = TQuery.Rules;

        public static readonly List<string> Known =
            [.. typeof(TQuery).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))];
    }
}
