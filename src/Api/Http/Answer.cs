using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace CdViz.Api.Http;

/// <summary>An answer whose possible statuses and bodies the endpoint's attributes tell, not its type.</summary>
/// <param name="Result">What is answered.</param>
public readonly record struct Answer(IResult Result) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) { }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => Result.ExecuteAsync(httpContext);
}
