using MLExtensions.Tests.Harness.Flawed;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Harness;

/// <summary>The harness finds nothing in ML.NET's own estimators, and each flaw in those that have one.</summary>
[TestClass]
public sealed class EstimatorHarnessTests
{
    private const int Rows = 100;

    private readonly MLContext _context = new(seed: 1);

    /// <summary>What a view breaks too whose rows have other ids than those of its input.</summary>
    private static readonly Promise[] OtherIdsThanTheInput = [Promise.MapperRowsHaveTheCursorsValues, Promise.SavedCopyKeepsValues];

    private SampleTable Table => new(_context, Rows);

    [TestMethod]
    public void ANormalizer_KeepsEveryPromise() =>
        EstimatorHarness.Check(OfNormalizer(Normalizer()) with { Invalid = [new("Features", Table.Without("Features"))] });

    [TestMethod]
    public void SdcaMaximumEntropy_KeepsEveryPromise() => EstimatorHarness.Check(new EstimatorCase
    {
        Name = "SdcaMaximumEntropy",
        Context = _context,
        Estimator = _context.MulticlassClassification.Trainers.SdcaMaximumEntropy("ColorKey", maximumNumberOfIterations: 1),
        Valid = Table.Whole(),
        ValidForTransformOnly = [new("ColorKey", Table.Without("ColorKey"))],
    });

    [TestMethod]
    public void AChainOfThem_KeepsEveryPromise() => EstimatorHarness.Check(new EstimatorCase
    {
        Name = "chain",
        Context = _context,
        Estimator = Normalizer()
            .Append(_context.Transforms.Concatenate("Both", "Scaled", "Amount"))
            .Append(_context.BinaryClassification.Trainers.SdcaLogisticRegression("Answer", "Both", maximumNumberOfIterations: 1)),
        Valid = Table.Whole(),
    });

    [TestMethod]
    public void APromiseOfAnotherColumn_IsFound() =>
        AssertBreaks(Promise.PromisedColumnsAreDelivered, inner => new FlawedEstimator(inner)
        {
            Promise = shape => _context.Transforms.NormalizeMinMax("Other", "Features").GetOutputSchema(shape),
        });

    [TestMethod]
    public void APromiseWithoutAnAnnotation_IsFound() =>
        AssertBreaks(Promise.PromisedColumnsAreDelivered, inner => new FlawedEstimator(inner)
        {
            Promise = shape => _context.Transforms.Concatenate("Scaled", "Features").GetOutputSchema(shape), // not normalized
        });

    [TestMethod]
    public void APromiseThatTakesAnyShape_IsFound()
    {
        var shape = Table.Whole().Shape;
        AssertRefusalBreaks([Promise.BadShapeIsRefused], inner => new FlawedEstimator(inner) { Promise = _ => inner.GetOutputSchema(shape) });
    }

    [TestMethod]
    public void APromiseThatTakesNoShape_IsFound() =>
        AssertRefusalBreaks([Promise.ValidShapeIsTaken], inner => new FlawedEstimator(inner)
        {
            Promise = _ => throw new InvalidOperationException("No 'Features', no 'Amount'."),
        });

    [TestMethod]
    public void ATrainingThatTakesAnyData_IsFound()
    {
        var data = Table.Whole().View;
        AssertRefusalBreaks([Promise.BadDataIsRefusedByFit], inner => new FlawedEstimator(inner) { Training = _ => inner.Fit(data) });
    }

    [TestMethod]
    public void ATrainingThatTakesNoData_IsFound() =>
        AssertRefusalBreaks([Promise.ValidDataIsTaken], inner => new FlawedEstimator(inner)
        {
            Training = _ => throw new InvalidOperationException("No 'Features', no 'Amount'."),
        });

    [TestMethod]
    public void ARefusalThatDoesNotNameTheColumn_IsFound() =>
        AssertRefusalBreaks([Promise.BadDataIsRefusedByFit], inner => new FlawedEstimator(inner)
        {
            Training = data => HasFeatures(data) ? inner.Fit(data) : throw new ArgumentException("Bad data."),
        });

    [TestMethod]
    public void ARefusalByAnotherException_IsFound() =>
        AssertRefusalBreaks([Promise.BadDataIsRefusedByFit], inner => new FlawedEstimator(inner)
        {
            Training = data => HasFeatures(data) ? inner.Fit(data) : throw new KeyNotFoundException("Features"),
        });

    [TestMethod]
    public void ATransformerThatTakesAnyData_IsFound()
    {
        var data = Table.Whole().View;
        AssertRefusalBreaks([Promise.BadDataIsRefusedByTransformer], inner => WithTransformer(inner, fitted => new FlawedTransformer(fitted)
        {
            Transformation = input => fitted.Transform(HasFeatures(input) ? input : data),
        }));
    }

    [TestMethod]
    public void ATransformerThatTakesOtherVectors_IsFound()
    {
        var data = Table.Whole().View;
        AssertRefusalBreaks([Promise.BadDataIsRefusedByTransformer], inner => WithTransformer(inner, fitted => new FlawedTransformer(fitted)
        {
            OutputSchema = schema => fitted.GetOutputSchema(schema["Features"].Type is VectorDataViewType { Size: 5 } ? data.Schema : schema),
        }));
    }

    [TestMethod]
    public void ATransformerThatWantsTheLabel_IsFound() =>
        AssertRefusalBreaks([Promise.TransformerNeedsNoTrainingColumns], inner => WithTransformer(inner, fitted => new FlawedTransformer(fitted)
        {
            Transformation = input => input.Schema.GetColumnOrNull("Amount") is null ? throw new InvalidOperationException("No 'Amount'.") : fitted.Transform(input),
        }));

    [TestMethod]
    public void AnOutputSchemaInAnotherOrder_IsFound() =>
        AssertBreaks(Promise.OutputSchemaIsThatOfTransform, inner => WithTransformer(inner, fitted => new FlawedTransformer(fitted)
        {
            OutputSchema = schema => Rebuilt(fitted.GetOutputSchema(schema).Reverse()),
        }));

    [TestMethod]
    public void AnOutputSchemaWithAnotherAnnotationValue_IsFound() =>
        AssertBreaks(Promise.OutputSchemaIsThatOfTransform, inner => WithTransformer(inner, fitted => new FlawedTransformer(fitted)
        {
            OutputSchema = schema => Rebuilt(fitted.GetOutputSchema(schema), (column, annotations) =>
                annotations.Add("IsNormalized", BooleanDataViewType.Instance, (ref bool value) => value = false)),
        }));

    [TestMethod]
    public void ASavedCopyWithOtherColumns_IsFound() =>
        AssertBreaks(Promise.SavedCopyKeepsSchemas, inner => WithTransformer(inner, fitted => new FlawedTransformer(fitted)
        {
            Saved = _context.Transforms.NormalizeMinMax("Other", "Features").Fit(Table.Whole().View),
        }));

    [TestMethod]
    public void ASavedCopyWithOtherValues_IsFound() =>
        AssertBreaks(Promise.SavedCopyKeepsValues, inner => WithTransformer(inner, fitted => new FlawedTransformer(fitted)
        {
            Saved = inner.Fit(new SampleTable(_context, 10).Whole().View),
        }));

    [TestMethod]
    public void AMapperOverAnotherSchemaObject_IsFound() =>
        AssertBreaks(Promise.MapperKeepsSchemas, inner => WithMapper(inner, mapper => new FlawedMapper(mapper) { InputSchema = Rebuilt(mapper.InputSchema) }));

    [TestMethod]
    public void AMapperWithoutARow_OfATransformerThatIsNone_IsFound() =>
        AssertBreaks(
            [Promise.MapperKeepsSchemas, Promise.SavedCopyKeepsSchemas],
            inner => WithTransformer(inner, fitted => new FlawedTransformer(fitted) { IsRowToRowMapper = false }));

    [TestMethod]
    public void DependenciesThatDoNotSuffice_AreFound() =>
        AssertBreaks(Promise.MapperRowsHaveTheCursorsValues, inner => WithMapper(inner, mapper => new FlawedMapper(mapper) { Dependencies = _ => [] }));

    [TestMethod]
    public void DependenciesThatAreOfTheOutput_AreFound() =>
        AssertBreaks(Promise.MapperRowsHaveTheCursorsValues, inner => WithMapper(inner, mapper => new FlawedMapper(mapper)
        {
            Dependencies = columns => mapper.GetDependencies(columns).Concat([mapper.OutputSchema[^1]]),
        }));

    [TestMethod]
    public void AMapperWithOtherValuesThanTheCursor_IsFound()
    {
        // It gives what a normalizer of fewer rows gives.
        AssertBreaks(Promise.MapperRowsHaveTheCursorsValues, inner => WithTransformer(inner, fitted => new FlawedTransformer(fitted)
        {
            Mapper = inner.Fit(new SampleTable(_context, 10).Whole().View).GetRowToRowMapper,
        }));
    }

    [TestMethod]
    public void ACursorOfAnotherSchemaObject_IsFound() =>
        AssertViewBreaks(Promise.CursorSchemaIsTheViews, inner => new(inner) { Cursor = cursor => new FlawedCursor(cursor) { SchemaGiven = Rebuilt(inner.Schema) } });

    [TestMethod]
    public void APositionThatStartsAtZero_IsFound() =>
        AssertViewBreaks(Promise.CursorCountsItsRows, inner => new(inner) { Cursor = cursor => new FlawedCursor(cursor) { PositionOf = position => position + 1 } });

    [TestMethod]
    public void ABatchThatFalls_IsFound() =>
        AssertViewBreaks(
            [Promise.CursorCountsItsRows, Promise.CursorSetsKeepTheRows],
            inner => new(inner) { Cursor = cursor => new FlawedCursor(cursor) { BatchOf = _ => -cursor.Position } });

    [TestMethod]
    public void ACursorThatGoesOnAfterItsEnd_IsFound() =>
        AssertViewBreaks(Promise.CursorStaysAtItsEnd, inner => new(inner)
        {
            Cursor = cursor =>
            {
                bool ended = false;
                return new FlawedCursor(cursor)
                {
                    Move = () =>
                    {
                        if (ended)
                        {
                            return true;
                        }

                        ended = !cursor.MoveNext();
                        return !ended;
                    },
                };
            },
        });

    [TestMethod]
    public void ARowCountOfOneTooMany_IsFound() =>
        AssertViewBreaks(Promise.RowCountIsThatOfTheRows, inner => new(inner) { RowCount = () => Rows + 1 });

    [TestMethod]
    public void IdsThatCollide_AreFound() =>
        AssertViewBreaks(
            [Promise.RowIdsAreUnique, Promise.ShuffledCursorsKeepTheRows, .. OtherIdsThanTheInput],
            inner => new(inner) { Cursor = cursor => new FlawedCursor(cursor) { IdOf = id => new DataViewRowId(id.Low / 2, 0) } });

    [TestMethod]
    public void IdsThatAreOthersForEachCursor_AreFound()
    {
        ulong cursors = 0;
        AssertViewBreaks(
            [Promise.CursorsAgree, Promise.ShuffledCursorsKeepTheRows, Promise.CursorSetsKeepTheRows, .. OtherIdsThanTheInput],
            inner => new(inner)
            {
                Cursor = cursor =>
                {
                    ulong mine = ++cursors;
                    return new FlawedCursor(cursor) { IdOf = id => new DataViewRowId(id.Low, mine) };
                },
            });
    }

    [TestMethod]
    public void ValuesThatDependOnTheColumnsRead_AreFound() =>
        AssertViewBreaks(
            [Promise.CursorsAgree, Promise.MapperRowsHaveTheCursorsValues, Promise.SavedCopyKeepsValues, Promise.ShuffledCursorsKeepTheRows],
            inner => new(inner) { Cursor = cursor => new FlawedCursor(cursor) { Offset = cursor.Schema.Count(cursor.IsColumnActive) == 1 ? 1 : 0 } },
            _context.Transforms.NormalizeMinMax("Scaled", "Amount"));

    [TestMethod]
    public void AColumnThatIsActiveUnasked_IsFound() =>
        AssertViewBreaks(Promise.OnlyAskedColumnsAreActive, inner => new(inner) { Columns = columns => columns.Append(inner.Schema["Amount"]) });

    [TestMethod]
    public void AColumnThatIsSaidToBeInactive_IsFound() =>
        AssertViewBreaks(Promise.OnlyAskedColumnsAreActive, inner => new(inner)
        {
            Cursor = cursor => new FlawedCursor(cursor) { IsActive = column => column.Name != "Amount" && cursor.IsColumnActive(column) },
        });

    [TestMethod]
    public void AGetterOfAnyType_IsFound() =>
        AssertViewBreaks(
            Promise.WrongTypesAreRefused,
            inner => new(inner) { Cursor = cursor => new FlawedCursor(cursor) { TakesAnyType = true } });

    [TestMethod]
    public void AnOrderThatTheGeneratorDoesNotDecide_IsFound()
    {
        int seed = 0;
        AssertViewBreaks(Promise.ShuffledCursorsKeepTheRows, inner => new(inner) { Generator = generator => generator is null ? null : new Random(seed++) });
    }

    [TestMethod]
    public void AViewThatSaysItCanShuffleAndDoesNot_IsFound() =>
        AssertViewBreaks(Promise.ShuffledCursorsKeepTheRows, inner => new(inner) { Generator = _ => null });

    [TestMethod]
    public void ASetWhoseCursorsLoseARow_IsFound() =>
        AssertViewBreaks(Promise.CursorSetsKeepTheRows, inner => new(inner)
        {
            Set = cursors => [.. cursors.Select(cursor => new FlawedCursor(cursor) { Move = () => (cursor.Position >= 0 || cursor.MoveNext()) && cursor.MoveNext() })],
        });

    [TestMethod]
    public void AMessage_NamesTheEstimatorAndThePromise()
    {
        var error = Assert.Throws<AssertFailedException>(() => EstimatorHarness.Check(OfNormalizer(WithView(Normalizer(), inner => new(inner) { RowCount = () => Rows + 1 }))));

        StringAssert.Contains(error.Message, "normalizer breaks 'RowCountIsThatOfTheRows'");
        StringAssert.Contains(error.Message, "101");
    }

    private IEstimator<ITransformer> Normalizer() => _context.Transforms.NormalizeMinMax("Scaled", "Features");

    private EstimatorCase OfNormalizer(IEstimator<ITransformer> estimator) => new()
    {
        Name = "normalizer",
        Context = _context,
        Estimator = estimator,
        Valid = Table.Whole(),
    };

    /// <summary>A network, with data that it refuses.</summary>
    private void AssertRefusalBreaks(Promise[] promises, Func<IEstimator<ITransformer>, IEstimator<ITransformer>> flaw) => AssertBreaks(promises, new EstimatorCase
    {
        Name = "network",
        Context = _context,
        Estimator = flaw(_context.Regression.Trainers.FeedForward("Amount", epochs: 1)),
        Valid = Table.Whole(),
        Invalid = [new("Features", Table.Without("Features"))],
        ValidForTransformOnly = [new("Amount", Table.Without("Amount"))],
        ValidForFitOnly = [new("Features", Table.With("Features", nameof(SampleRow.Wide)))],
    });

    private static bool HasFeatures(IDataView data) => data.Schema.GetColumnOrNull("Features") is not null;

    private void AssertBreaks(Promise promise, Func<IEstimator<ITransformer>, IEstimator<ITransformer>> flaw) => AssertBreaks([promise], flaw);

    private void AssertBreaks(Promise[] promises, Func<IEstimator<ITransformer>, IEstimator<ITransformer>> flaw) =>
        AssertBreaks(promises, OfNormalizer(flaw(Normalizer())));

    private static void AssertBreaks(Promise[] promises, EstimatorCase estimator)
    {
        var violations = EstimatorHarness.Violations(estimator);

        CollectionAssert.AreEquivalent(promises, violations.Select(violation => violation.Promise).Distinct().ToArray(), string.Join(Environment.NewLine, violations));
    }

    private void AssertViewBreaks(Promise promise, Func<IDataView, FlawedView> flaw) => AssertViewBreaks([promise], flaw);

    private void AssertViewBreaks(Promise[] promises, Func<IDataView, FlawedView> flaw, IEstimator<ITransformer>? estimator = null) =>
        AssertBreaks(promises, OfNormalizer(WithView(estimator ?? Normalizer(), flaw)));

    private static FlawedEstimator WithTransformer(IEstimator<ITransformer> inner, Func<ITransformer, ITransformer> flaw) => new(inner) { Fitted = flaw };

    private static FlawedEstimator WithMapper(IEstimator<ITransformer> inner, Func<IRowToRowMapper, IRowToRowMapper> flaw) =>
        WithTransformer(inner, fitted => new FlawedTransformer(fitted) { Mapper = schema => flaw(fitted.GetRowToRowMapper(schema)) });

    private static FlawedEstimator WithView(IEstimator<ITransformer> inner, Func<IDataView, FlawedView> flaw) =>
        WithTransformer(inner, fitted => new FlawedTransformer(fitted) { Transformation = input => flaw(fitted.Transform(input)) });

    /// <summary>The same columns in a schema of its own; annotations may be changed.</summary>
    private static DataViewSchema Rebuilt(IEnumerable<DataViewSchema.Column> columns, Action<DataViewSchema.Column, DataViewSchema.Annotations.Builder>? annotate = null)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var column in columns)
        {
            if (annotate is null || column.Name != "Scaled")
            {
                builder.AddColumn(column.Name, column.Type, column.Annotations);
                continue;
            }

            var annotations = new DataViewSchema.Annotations.Builder();
            annotate(column, annotations);
            builder.AddColumn(column.Name, column.Type, annotations.ToAnnotations());
        }

        return builder.ToSchema();
    }
}
