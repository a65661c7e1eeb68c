namespace Microsoft.ML.Trainers;

public abstract class ModelParametersBase<TOutput> : ICanSaveModel, IPredictorProducing<TOutput>
{
    private protected ModelParametersBase()
    {
    }

    PredictionKind IPredictor.PredictionKind => PredictionKind;

    private protected abstract PredictionKind PredictionKind { get; }

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveCore(ctx);

    private protected abstract void SaveCore(ModelSaveContext ctx);
}
