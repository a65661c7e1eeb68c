using Microsoft.ML;

namespace MLExtensions.Tests.Harness;

/// <summary>
/// Checks an estimator, its transformer, a saved and loaded copy of that, their mappers and their views against <see cref="Promise"/>: what ML.NET
/// asks of its own estimators, and what its cursors' documentation asks of every view. Uses ML.NET's public surface alone.
/// </summary>
internal static class EstimatorHarness
{
    /// <summary>Fails, naming the estimator and each promise that it breaks.</summary>
    public static void Check(EstimatorCase estimator)
    {
        var violations = Violations(estimator);
        Assert.IsEmpty(violations, string.Join(Environment.NewLine, violations));
    }

    /// <summary>The promises that an estimator breaks, with what was found.</summary>
    public static IReadOnlyList<Violation> Violations(EstimatorCase estimator)
    {
        var findings = new Findings(estimator.Name);
        foreach (var bad in estimator.Invalid.Concat(estimator.ValidForTransformOnly))
        {
            findings.Check(Promise.BadShapeIsRefused, () => CheckRefused(bad, "GetOutputSchema", () => estimator.Estimator.GetOutputSchema(bad.Data.Shape)));
            findings.Check(Promise.BadDataIsRefusedByFit, () => CheckRefused(bad, "Fit", () => estimator.Estimator.Fit(bad.Data.View)));
        }

        foreach (var data in estimator.ValidForFitOnly)
        {
            findings.Check(Promise.ValidShapeIsTaken, () => estimator.Estimator.GetOutputSchema(data.Data.Shape));
            findings.Check(Promise.ValidDataIsTaken, () => estimator.Estimator.Fit(data.Data.View));
        }

        SchemaShape? promised = null;
        findings.Check(Promise.ValidShapeIsTaken, () => promised = estimator.Estimator.GetOutputSchema(estimator.Valid.Shape));
        ITransformer? transformer = null;
        if (findings.Check(Promise.ValidDataIsTaken, () => transformer = estimator.Estimator.Fit(estimator.Valid.View)))
        {
            CheckTransformer(findings, estimator, transformer!, promised);
        }

        return findings.Violations;
    }

    private static void CheckTransformer(Findings findings, EstimatorCase estimator, ITransformer transformer, SchemaShape? promised)
    {
        foreach (var bad in estimator.Invalid.Concat(estimator.ValidForFitOnly))
        {
            findings.Check(Promise.BadDataIsRefusedByTransformer, () =>
            {
                CheckRefused(bad, "GetOutputSchema of the transformer", () => transformer.GetOutputSchema(bad.Data.View.Schema));
                CheckRefused(bad, "Transform", () => transformer.Transform(bad.Data.View));
                if (transformer.IsRowToRowMapper)
                {
                    CheckRefused(bad, "GetRowToRowMapper", () => transformer.GetRowToRowMapper(bad.Data.View.Schema));
                }
            });
        }

        foreach (var data in estimator.ValidForTransformOnly)
        {
            findings.Check(Promise.TransformerNeedsNoTrainingColumns, () =>
            {
                var view = transformer.Transform(data.Data.View);
                RowReading.Read(view, [.. view.Schema]);
            });
        }

        var input = estimator.Valid.View;
        IDataView? transformed = null;
        if (!findings.Check(Promise.ValidDataIsTaken, () => transformed = transformer.Transform(input)))
        {
            return;
        }

        if (promised is not null)
        {
            findings.Check(Promise.PromisedColumnsAreDelivered, () => SchemaComparison.CheckPromise(promised, transformed!.Schema));
        }

        findings.Check(
            Promise.OutputSchemaIsThatOfTransform,
            () => SchemaComparison.CheckSame(transformed!.Schema, transformer.GetOutputSchema(input.Schema)));
        MapperChecks.Check(findings, transformer, input, transformed!);
        CursorChecks.Check(findings, transformed!);
        CheckSavedCopy(findings, estimator.Context, transformer, input, transformed!);
    }

    private static void CheckSavedCopy(Findings findings, MLContext context, ITransformer transformer, IDataView input, IDataView transformed)
    {
        IDataView? copied = null;
        bool loads = findings.Check(Promise.SavedCopyKeepsSchemas, () =>
        {
            var loaded = SaveAndLoad(context, transformer, input.Schema, out var loadedInput);
            SchemaComparison.CheckSame(input.Schema, loadedInput);
            copied = loaded.Transform(input);
            SchemaComparison.CheckSame(transformed.Schema, loaded.GetOutputSchema(input.Schema));
            SchemaComparison.CheckSame(transformed.Schema, copied.Schema);
            Assert.AreEqual(transformer.IsRowToRowMapper, loaded.IsRowToRowMapper, "IsRowToRowMapper of the loaded model");
        });
        if (!loads)
        {
            return;
        }

        findings.Check(Promise.SavedCopyKeepsValues, () =>
        {
            foreach (var part in RowReading.ColumnParts(transformed.Schema))
            {
                RowReading.CheckSame(
                    RowReading.Read(transformed, part),
                    RowReading.Read(copied!, [.. part.Select(column => copied!.Schema[column.Index])]),
                    part);
            }
        });
        CursorChecks.Check(findings, copied!);
    }

    /// <summary>Through a model file, into a context that knows nothing.</summary>
    private static ITransformer SaveAndLoad(MLContext context, ITransformer transformer, DataViewSchema schema, out DataViewSchema loadedSchema)
    {
        using var file = new MemoryStream();
        context.Model.Save(transformer, schema, file);
        file.Position = 0;
        return new MLContext().Model.Load(file, out loadedSchema);
    }

    private static void CheckRefused(UnfitData bad, string by, Action action)
    {
        Exception? error = null;
        try
        {
            action();
        }
        catch (Exception thrown)
        {
            error = thrown;
        }

        Assert.IsNotNull(error, $"{by} took data whose column '{bad.Column}' is unfit: {SchemaComparison.Text(bad.Data.View.Schema)}");
        Assert.IsTrue(error is ArgumentException or InvalidOperationException, $"{by} threw {error.GetType().Name} ({error.Message}); expected an ArgumentException or InvalidOperationException");
        StringAssert.Contains(error.Message, bad.Column, $"{by} threw a message that does not name the column");
    }
}
