using Microsoft.ML;

namespace MLExtensions.Tests.Harness;

/// <summary>A catalog that estimators hang on, and the labels that all of them take.</summary>
/// <param name="Of">The object that the extension methods extend.</param>
/// <param name="Labels">Columns of <see cref="SampleTable"/>, one a kind of label.</param>
/// <param name="UnfitLabels">Members of <see cref="SampleRow"/> that are refused in a label's place.</param>
internal sealed record SampleCatalog(Func<MLContext, object> Of, string[] Labels, string[] UnfitLabels);
